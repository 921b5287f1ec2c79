package zydeco.jobs.whatif;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import zydeco.pipeline.run.Counts;

/**
 * What a build would keep under other checks.
 *
 * <p>Tokens of documents that come back are known where a stage {@code count-tokens} counted them;
 * else they are estimated from their bytes, by the tokens a byte of what the build kept of the
 * source, or of all sources where it kept nothing of that one.
 *
 * @param tokenised whether the build has shards; else it has no tokens
 * @param notes why the answer is less than exact; none: documents and bytes are what a rebuild
 *     would give
 */
public record Answer(
    String build, List<String> sources, boolean tokenised, Tally tally, List<String> notes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether documents and bytes are the numbers of a rebuild. */
  boolean exact() {
    return notes.isEmpty() && tally.undecided.isEmpty();
  }

  /** One JSON object; {@code counts} is what the manifest of a rebuild has there. */
  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode().put("build", build);
    boolean tokens = sources.stream().noneMatch(this::isEstimated);
    json.putObject("exact")
        .put("documents", exact())
        .put("bytes", exact())
        .put("tokens", exact() && tokens);
    notes.forEach(json.putArray("notes")::add);
    ObjectNode bySource = json.putObject("sources");
    for (String source : sources) {
      ObjectNode row = bySource.putObject(source);
      amount(row.putObject("before"), of(tally.before, source));
      amount(row.putObject("after"), after(source)).put("tokens_estimated", estimate(source));
      amount(row.putObject("fell"), sum(tally.fell, source));
      amount(row.putObject("back"), of(tally.returned, source));
      amount(row.putObject("undecided"), sum(tally.undecided, source));
    }
    groups(json.putArray("fell"), tally.fell);
    groups(json.putArray("back"), tally.back);
    groups(json.putArray("undecided"), tally.undecided);
    ObjectNode counts = tally.counts.toJson();
    for (String source : sources) {
      ((ObjectNode) counts.path(source).path("kept")).put("tokens", after(source).tokens());
    }
    json.set("counts", counts);
    return json;
  }

  private static Counts.Amount of(Map<String, Counts.Amount> amounts, String source) {
    return amounts.getOrDefault(source, Counts.Amount.NONE);
  }

  /** Whether documents come back whose tokens nothing counted. */
  private boolean isEstimated(String source) {
    return tokenised && tally.uncounted.containsKey(source);
  }

  /** Tokens of what comes back and was not counted, estimated. */
  private long estimate(String source) {
    Counts.Amount kept = of(tally.before, source);
    if (kept.bytesOut() == 0) {
      kept = tally.before.values().stream().reduce(Counts.Amount.NONE, Counts.Amount::plus);
    }
    long bytes = tally.uncounted.getOrDefault(source, 0L);
    return kept.bytesOut() == 0 ? 0 : Math.round((double) bytes * kept.tokens() / kept.bytesOut());
  }

  private Counts.Amount after(String source) {
    return of(tally.after, source).plus(new Counts.Amount(0, 0, 0, estimate(source)));
  }

  private static Counts.Amount sum(Map<Tally.Group, Tally.Members> groups, String source) {
    return groups.entrySet().stream()
        .filter(group -> group.getKey().source().equals(source))
        .map(group -> group.getValue().amount)
        .reduce(Counts.Amount.NONE, Counts.Amount::plus);
  }

  private static ObjectNode amount(ObjectNode to, Counts.Amount amount) {
    return to.put("documents", amount.documents())
        .put("bytes", amount.bytes())
        .put("bytes_out", amount.bytesOut())
        .put("tokens", amount.tokens());
  }

  private static void groups(ArrayNode to, Map<Tally.Group, Tally.Members> groups) {
    groups.forEach(
        (group, members) -> {
          ObjectNode row = to.addObject().put("source", group.source());
          row.put("stage", group.stage()).put("rule", group.rule());
          amount(row, members.amount);
          ArrayNode samples = row.putArray("samples");
          for (Tally.Sample sample : samples(members)) {
            ObjectNode one = samples.addObject().put("id", sample.id());
            if (!Double.isNaN(sample.value())) {
              one.put("value", sample.value());
            }
            one.put("bound", sample.bound());
          }
        });
  }

  private static List<Tally.Sample> samples(Tally.Members members) {
    return members.samples.stream().sorted(Comparator.comparing(Tally.Sample::id)).toList();
  }

  /** The answer for a terminal. */
  public String text() {
    StringBuilder out = new StringBuilder();
    line(
        out,
        "%-16s %12s %12s %10s %10s %10s %12s %14s",
        "source",
        "kept before",
        "kept after",
        "falls",
        "back",
        "undecided",
        "after MB",
        "after tokens");
    for (String source : sources) {
      Counts.Amount after = after(source);
      line(
          out,
          "%-16s %,12d %,12d %,10d %,10d %,10d %,12.1f %s%,14d",
          source,
          of(tally.before, source).documents(),
          after.documents(),
          sum(tally.fell, source).documents(),
          of(tally.returned, source).documents(),
          sum(tally.undecided, source).documents(),
          after.bytesOut() / 1e6,
          isEstimated(source) ? "~" : "",
          after.tokens());
    }
    groups(out, "newly falls:", tally.fell, "");
    groups(out, "comes back, dropped by:", tally.back, " was");
    groups(out, "only a rebuild can tell, at:", tally.undecided, " was");
    line(out, "%s", exactness());
    notes.forEach(note -> line(out, "  %s", note));
    return out.toString();
  }

  private String exactness() {
    boolean estimated = sources.stream().anyMatch(this::isEstimated);
    String tokens =
        estimated
            ? "; tokens marked ~ are estimated for what comes back (count-tokens would count them)"
            : " and tokens";
    return exact()
        ? "exact: documents, bytes" + tokens
        : "not exact: what a rebuild would keep of the undecided is left out of 'after'";
  }

  private static void groups(
      StringBuilder out, String title, Map<Tally.Group, Tally.Members> groups, String was) {
    if (!groups.isEmpty()) {
      line(out, "%s", title);
    }
    groups.forEach(
        (group, members) -> {
          String rule = group.stage() + (group.rule() == null ? "" : ", " + group.rule());
          line(out, "%,10d  %-16s %s", members.amount.documents(), group.source(), rule);
          for (Tally.Sample sample : samples(members)) {
            String value =
                Double.isNaN(sample.value())
                    ? ""
                    : String.format(Locale.ROOT, "%s %.6g", was, sample.value());
            String bound = sample.bound() == null ? "" : " (allowed: " + sample.bound() + ")";
            line(out, "            %s%s%s", sample.id(), value, bound);
          }
        });
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
