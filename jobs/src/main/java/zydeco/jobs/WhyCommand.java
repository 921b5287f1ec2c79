package zydeco.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zydeco.dedup.PassageDedupStage;
import zydeco.dedup.passage.Cuts;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.run.Ledger;
import zydeco.pipeline.run.Texts;

@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description = "Says what became of one document, why, and which survivor stands for it.")
final class WhyCommand implements Callable<Integer> {
  private static final int SHOWN = 600;
  private static final int CUTS_SHOWN = 10;

  @Parameters(index = "0", paramLabel = "DIR", description = "A finished build.")
  private String dir;

  @Parameters(
      index = "1",
      paramLabel = "ID",
      description = "A document's id (32 hexadecimal digits) or its origin id.")
  private String id;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    BuildFolder folder = BuildFolder.at(Storage.plain(), dir);
    Ledger ledger = new Ledger(folder);
    List<Ledger.Row> rows = ledger.named(id);
    ObjectNode told = new ObjectMapper().createObjectNode();
    if (!rows.isEmpty()) {
      Ledger.Row row = rows.get(0);
      tell(folder, ledger, row, told);
      namesakes(rows.subList(1, rows.size()), told);
      survivors(folder, row, told);
      changes(folder, row.id(), told);
      if (told.path("changes").isEmpty()) {
        told.remove("changes");
      }
    } else if (!earlier(folder, told)) {
      throw new BuildException(
          "Cannot find "
              + id
              + " in "
              + dir
              + ": no row of the ledger has that id or origin id, nor has one of an earlier build"
              + " that it was compared with.");
    }
    System.out.println(json ? told.toString() : text(told, ""));
    return 0;
  }

  /** Names the other documents of an origin id. */
  private static void namesakes(List<Ledger.Row> rows, ObjectNode to) {
    for (Ledger.Row row : rows) {
      ObjectNode other = to.withArray("namesakes").addObject();
      other.put("id", row.id()).put("source", row.source()).put("fate", row.fate());
    }
  }

  /** Tells of a document of an earlier build; false where none has it. */
  private boolean earlier(BuildFolder folder, ObjectNode to) throws IOException {
    for (BuildFolder build : ComparedBuilds.of(folder).all()) {
      Ledger ledger = new Ledger(build);
      Ledger.Row row = ledger.find(id);
      if (row != null) {
        to.put("build", build.root());
        tell(build, ledger, row, to);
        changes(folder, row.id(), to);
        return true;
      }
    }
    changes(folder, id, to);
    if (to.path("changes").isEmpty()) {
      return false;
    }
    to.put("id", id).put("source", to.path("changes").path(0).path("source").asText());
    to.put("fate", "of an earlier build that is no longer in place");
    return true;
  }

  /** Tells what this build made of the documents of earlier builds that have an id. */
  private static void changes(BuildFolder folder, String id, ObjectNode to) throws IOException {
    ArrayNode changes = to.putArray("changes");
    new EarlierFates(folder).tell(id, changes);
    ComparedBuilds earlier = ComparedBuilds.of(folder);
    for (JsonNode one : changes) {
      ObjectNode change = (ObjectNode) one;
      String label = change.path("stage").asText();
      BuildFolder build = earlier.find(label, change.path("place").asInt());
      if (build != null) {
        change.put("build", build.root());
      }
      if (change.has("survivor_id")) {
        int place = change.path("survivor_build").asInt();
        survivor(folder, label, place, change.path("survivor_id").asText(), change);
      }
    }
  }

  /** Tells of the survivor, and of the survivor's own where it went later on. */
  private static void survivors(BuildFolder folder, Ledger.Row row, ObjectNode to)
      throws IOException {
    if (row.survivor() != null) {
      String label = ComparedBuilds.label(row.stage(), row.rule());
      survivor(folder, label, row.survivorBuild(), row.survivor(), to);
    }
  }

  /**
   * Tells of a survivor in its own build. Documents that two builds read from the same place have
   * the same id.
   *
   * @param place 0 for this build, else that of an earlier one among the stage's
   */
  private static void survivor(
      BuildFolder folder, String label, int place, String id, ObjectNode to) throws IOException {
    ObjectNode step = to.putObject("survivor");
    BuildFolder build = place == 0 ? folder : ComparedBuilds.of(folder).find(label, place);
    Ledger ledger = build == null ? null : new Ledger(build);
    Ledger.Row survivor = ledger == null ? null : ledger.find(id);
    if (survivor == null) {
      step.put("id", id).put("fate", "in an earlier build that is no longer in place");
      return;
    }
    if (place > 0) {
      step.put("build", build.root());
    }
    tell(build, ledger, survivor, step);
    survivors(build, survivor, step);
  }

  private static void tell(BuildFolder folder, Ledger ledger, Ledger.Row row, ObjectNode to)
      throws IOException {
    to.put("id", row.id()).put("source", row.source()).put("file", row.file());
    if (row.row() >= 0) {
      to.put("row", row.row());
    }
    to.put("origin_id", row.originId()).put("fate", row.fate());
    if (row.stage() != null) {
      to.put("stage", row.stage()).put("rule", row.rule());
      if (!Double.isNaN(row.value())) {
        to.put("value", row.value());
      }
      to.put("bound", row.bound());
    }
    Ledger.Fault fault = row.fate().equals("quarantined") ? ledger.fault(row) : null;
    if (fault != null) {
      to.put("cause", fault.cause());
      if (fault.offset() >= 0) {
        to.put("offset", fault.offset());
      }
    }
    if (!Double.isNaN(row.similarity())) {
      to.put("similarity", row.similarity());
    }
    to.put("bytes", row.bytes()).put("bytes_out", row.bytesOut());
    if (row.tokens() != null) {
      to.put("tokens", row.tokens());
    }
    cuts(folder, ledger, row, to);
    if (row.fate().equals("kept")) {
      ArrayNode pieces = new ObjectMapper().createArrayNode();
      new Placements(folder).tell(row.id(), pieces);
      if (!pieces.isEmpty()) {
        to.set("shards", pieces);
      }
    }
    String text = row.fate().equals("kept") ? ledger.text(row) : input(folder, row);
    if (text != null) {
      to.put("text", text);
    }
  }

  /** Tells which passages were cut out of a document. */
  private static void cuts(BuildFolder folder, Ledger ledger, Ledger.Row row, ObjectNode to)
      throws IOException {
    for (JsonNode stage : folder.manifest().path("stages")) {
      for (Iterator<String> names = stage.path("columns").fieldNames(); names.hasNext(); ) {
        String name = names.next();
        String note = PassageDedupStage.isCuts(name) ? ledger.label(row, name) : null;
        if (note != null) {
          for (Cuts.Cut cut : Cuts.of(note)) {
            ObjectNode told = to.withArray("cuts").addObject();
            told.put("stage", name.replaceFirst("-cuts$", "")).put("from", cut.from());
            told.put("to", cut.to()).put("first", cut.first());
          }
        }
      }
    }
  }

  /** A few of them, for people. */
  private static void cuts(StringBuilder out, String indent, JsonNode told) {
    JsonNode cuts = told.path("cuts");
    for (int i = 0; i < Math.min(CUTS_SHOWN, cuts.size()); i++) {
      String stage = cuts.path(i).path("stage").asText();
      String place = cuts.path(i).path("from").asInt() + " to " + cuts.path(i).path("to").asInt();
      String first = cuts.path(i).path("first").asText();
      boolean own = first.equals(told.path("id").asText());
      line(
          out,
          indent,
          stage
              + " cut bytes "
              + place
              + (own ? ", said before in itself" : ", first in " + first));
    }
    if (cuts.size() > CUTS_SHOWN) {
      line(out, indent, "and " + (cuts.size() - CUTS_SHOWN) + " more passages (--json has all)");
    }
  }

  /**
   * The text as it stands in the input, where the recipe and its input are still in place and it
   * has as many bytes as were read.
   */
  private static String input(BuildFolder folder, Ledger.Row row) throws IOException {
    if (!row.fate().equals("dropped")) {
      return null;
    }
    RunRecord record = RunRecord.read(folder);
    if (record == null) {
      return null;
    }
    Texts.Place place = new Texts.Place(row.source(), row.file(), row.row());
    Document document =
        new Texts(Storage.plain(), record.recipe().sources()).read(List.of(place)).get(place);
    return document == null || document.text().length != row.bytes()
        ? null
        : new String(document.text(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String text(ObjectNode told, String indent) {
    StringBuilder out = new StringBuilder();
    if (!told.has("file")) {
      line(out, indent, told.path("id").asText() + "  " + told.path("fate").asText());
      return out.append(changes(told, indent)).toString();
    }
    String place =
        told.path("file").asText() + (told.has("row") ? ", row " + told.path("row").asLong() : "");
    line(out, indent, told.path("id").asText() + "  " + told.path("source").asText());
    if (told.has("build")) {
      line(out, indent, "of the earlier build " + told.path("build").asText());
    }
    line(out, indent, "from " + place + origin(told));
    line(out, indent, fate(told));
    cuts(out, indent, told);
    told.path("shards").forEach(piece -> line(out, indent, Placements.line((ObjectNode) piece)));
    if (told.has("text")) {
      String text = told.path("text").asText();
      String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + " ..." : text;
      shown.lines().forEach(l -> line(out, indent + "  | ", l));
    }
    for (JsonNode other : told.path("namesakes")) {
      String called = other.path("id").asText() + "  " + other.path("source").asText();
      line(out, indent, "of this origin id, too: " + called + "  " + other.path("fate").asText());
    }
    if (told.has("survivor")) {
      line(out, indent, "kept in its stead:");
      out.append(text((ObjectNode) told.path("survivor"), indent + "  "));
    }
    return out.append(changes(told, indent)).toString();
  }

  /** What this build made of a document of an earlier one. */
  private static String changes(ObjectNode told, String indent) {
    StringBuilder out = new StringBuilder();
    for (JsonNode change : told.path("changes")) {
      boolean same = told.path("build").equals(change.path("build"));
      String whose = same ? "" : EarlierFates.whose((ObjectNode) change);
      line(out, indent, whose + EarlierFates.line((ObjectNode) change));
      if (change.has("survivor")) {
        line(out, indent, "kept in its stead:");
        out.append(text((ObjectNode) change.path("survivor"), indent + "  "));
      }
    }
    if (told.has("build") && told.has("changes") && told.path("changes").isEmpty()) {
      line(out, indent, "which this build left as it was");
    }
    return out.toString();
  }

  private static String origin(ObjectNode told) {
    return told.path("origin_id").isNull()
        ? ""
        : ", there called " + told.path("origin_id").asText();
  }

  private static String fate(ObjectNode told) {
    String fate = told.path("fate").asText();
    if (fate.equals("kept")) {
      return "kept: "
          + told.path("bytes_out").asLong()
          + " bytes"
          + (told.has("tokens") ? ", " + told.path("tokens").asLong() + " tokens" : "");
    }
    if (told.has("cause")) {
      return fate
          + ": "
          + told.path("cause").asText()
          + (told.has("offset") ? ", at byte " + told.path("offset").asLong() : "");
    }
    String value =
        told.has("value")
            ? String.format(Locale.ROOT, " = %.6g", told.path("value").asDouble())
            : "";
    return fate
        + " by "
        + told.path("stage").asText()
        + ", "
        + told.path("rule").asText()
        + value
        + (told.path("bound").isTextual() ? " (allowed: " + told.path("bound").asText() + ")" : "");
  }

  /** Texts, ids and names of files may hold control characters that would drive a terminal. */
  private static void line(StringBuilder out, String indent, String line) {
    out.append(indent).append(line.replaceAll("\\p{Cc}", "\uFFFD")).append('\n');
  }
}
