package zydeco.dedup.decontamination;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zydeco.dedup.text.LooseText;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.FileHash;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/** Keeps evaluation sets out of a corpus: runs of n words that a set has. */
public final class DecontaminateStage implements DocumentStage {
  private static final String NAME = "decontaminate";
  private static final int SHOWN = 240;
  private static final Pattern SETS = Pattern.compile("contaminated(-\\d+)?-sets");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int number;
  private final String prefix;
  private final String files;
  private final Benchmarks benchmarks;
  private final boolean spans;
  private final int matches;

  private DecontaminateStage(
      int number, String files, Benchmarks benchmarks, boolean spans, int matches) {
    this.number = number;
    this.prefix = number == 1 ? "contaminated" : "contaminated-" + number;
    this.files = files;
    this.benchmarks = benchmarks;
    this.spans = spans;
    this.matches = matches;
  }

  /**
   * The stage of a recipe. Keys: {@code against} (files or patterns of one folder, relative to the
   * recipe), {@code words} (of a run; 13 where not given), {@code mode: document | span} (drop the
   * document, or cut the runs out of it and drop it where no word is left; document where not
   * given), {@code matches} (the number of runs from which on it does so; 1 where not given). Reads
   * the files. Throws RecipeException.
   *
   * @param number 1 for the first of its kind in a recipe
   */
  public static DecontaminateStage of(Settings settings, int number) {
    List<Path> files = files(settings);
    int words = settings.textOrNull("words") == null ? 13 : (int) settings.integer("words", 3, 100);
    boolean spans =
        settings.textOrNull("mode") != null
            && settings.choice("mode", "document", "span").equals("span");
    int matches =
        settings.textOrNull("matches") == null
            ? 1
            : (int) settings.integer("matches", 1, 1_000_000);
    settings.finish();
    try {
      Benchmarks benchmarks = Benchmarks.read(files, words);
      requireRuns(settings, benchmarks);
      return new DecontaminateStage(
          number,
          files.stream().map(FileHash::sha256).toList().toString(),
          benchmarks,
          spans,
          matches);
    } catch (IOException e) {
      throw settings.error(
          "against",
          "Cannot read an evaluation set: " + e.getMessage() + ".",
          "Give JSON lines (.jsonl) or text (.txt), plain or packed (.gz, .zst, .bz2, .xz).");
    }
  }

  private static void requireRuns(Settings settings, Benchmarks benchmarks) {
    for (Benchmarks.Set set : benchmarks.list()) {
      if (set.samples() == 0) {
        throw settings.error(
            "against", "Cannot look for '" + set.name() + "': it is empty.", "Copy it again.");
      }
    }
    if (benchmarks.list().stream().allMatch(set -> set.unsearchable() == set.samples())) {
      throw settings.error(
          "against",
          "Cannot look for anything: no sample has " + benchmarks.size() + " words.",
          "Name sets that have some, or fewer 'words'.");
    }
  }

  private static List<Path> files(Settings settings) {
    Set<Path> files = new LinkedHashSet<>();
    for (String pattern : settings.texts("against")) {
      Path path = settings.resolve(pattern);
      List<Path> found = Files.exists(path) ? List.of(path) : matching(path);
      if (found.isEmpty()) {
        throw settings.error(
            "against",
            "Cannot find " + path + ": no such file.",
            "Paths are relative to the folder of the recipe.");
      }
      files.addAll(found);
    }
    return List.copyOf(files);
  }

  /** The files of a folder whose names match a pattern; none where there is no such folder. */
  public static List<Path> matching(Path pattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.getFileName());
    try (Stream<Path> inFolder = Files.list(pattern.getParent())) {
      return inFolder.filter(file -> matcher.matches(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The evaluation sets, in the order in which they were read. */
  public List<Benchmarks.Set> sets() {
    return benchmarks.list();
  }

  /** The column with the number of runs of a document that evaluation sets have. */
  public String runsColumn() {
    return prefix + "-runs";
  }

  /**
   * The column with the set that has most of them, where a run counts for the first set that has
   * it: the one that a dropped document's rule names.
   */
  public String setColumn() {
    return prefix + "-by";
  }

  /** The column with the text of the first of them, or its beginning. */
  public String textColumn() {
    return prefix + "-text";
  }

  /**
   * The column with the number of runs that each set has, however many others have them too: a JSON
   * object by the sets' names, without those that have none.
   */
  public String setsColumn() {
    return prefix + "-sets";
  }

  /** Whether a column is {@link #setsColumn} of some stage: no label, though it holds words. */
  public static boolean isSetsColumn(String name) {
    return SETS.matcher(name).matches();
  }

  /** Whether a text has a run of that set. */
  public boolean shares(String set, String text) {
    int[] runs = new int[benchmarks.sets()];
    new Grams(benchmarks.size())
        .walk(
            text.getBytes(StandardCharsets.UTF_8),
            (gram, from, to) -> benchmarks.holders().count(benchmarks.group(gram), runs));
    return IntStream.range(0, runs.length)
        .anyMatch(i -> runs[i] > 0 && benchmarks.name(i).equals(set));
  }

  private String rule(int set) {
    return Reason.numbered(benchmarks.name(set), number);
  }

  /** Whether runs are cut out and the document stays. */
  @Override
  public boolean rewrites() {
    return spans;
  }

  @Override
  public String inputs() {
    return files;
  }

  /** What is looked for, a line a set. */
  @Override
  public String plan() {
    return benchmarks.describe()
        + (spans ? "; runs are cut out" : "; a document goes")
        + " from "
        + matches
        + " on";
  }

  @Override
  public List<String> removedBytes() {
    return spans ? List.of(prefix + "-removed-bytes") : List.of();
  }

  @Override
  public List<Column> writes() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number(runsColumn()));
    columns.add(Column.label(setColumn()));
    columns.add(Column.label(textColumn()));
    removedBytes().stream().map(Column::number).forEach(columns::add);
    columns.add(Column.label(setsColumn()));
    return columns;
  }

  @Override
  public Judge open(Columns columns) {
    return new Search(
        columns.slot(runsColumn()),
        columns.slot(setColumn()),
        columns.slot(textColumn()),
        columns.slot(setsColumn()),
        removedBytes().stream().mapToInt(columns::slot).toArray());
  }

  private final class Search implements Judge {
    private final Grams grams = new Grams(benchmarks.size());
    private final Holders holders = benchmarks.holders();
    private final int[] found = new int[benchmarks.sets()];
    private final int[] runs = new int[benchmarks.sets()];
    private final List<int[]> cuts = new ArrayList<>();
    private final int matchesSlot;
    private final int setSlot;
    private final int textSlot;
    private final int setsSlot;
    private final int[] removedSlot;

    /**
     * @param removedSlot none where nothing is cut out
     */
    Search(int matchesSlot, int setSlot, int textSlot, int setsSlot, int[] removedSlot) {
      this.matchesSlot = matchesSlot;
      this.setSlot = setSlot;
      this.textSlot = textSlot;
      this.setsSlot = setsSlot;
      this.removedSlot = removedSlot;
    }

    @Override
    public Verdict judge(Document document, Measures measures) {
      Arrays.fill(found, 0);
      Arrays.fill(runs, 0);
      cuts.clear();
      grams.walk(document.text(), this::look);
      int total = 0;
      int most = 0;
      for (int i = 0; i < found.length; i++) {
        total += found[i];
        most = found[i] > found[most] ? i : most;
      }
      measures.number(matchesSlot, total);
      measures.label(setSlot, total == 0 ? null : benchmarks.name(most));
      measures.label(textSlot, total == 0 ? null : beginning(document.text(), cuts.get(0)));
      measures.label(setsSlot, total == 0 ? null : bySet());
      byte[] left = spans && total >= matches ? cut(document.text()) : document.text();
      for (int slot : removedSlot) {
        measures.number(slot, document.text().length - left.length);
      }
      boolean none = spans && left != document.text() && LooseText.of(left).length == 0;
      if (none || !spans && total >= matches) {
        return new Verdict.Drop(new Reason(NAME, rule(most), total, "< " + matches));
      }
      return new Verdict.Keep(left == document.text() ? document : document.withText(left));
    }

    private String bySet() {
      ObjectNode sets = JSON.createObjectNode();
      for (int i = 0; i < runs.length; i++) {
        if (runs[i] > 0) {
          sets.put(benchmarks.name(i), runs[i]);
        }
      }
      return sets.toString();
    }

    private static String beginning(byte[] text, int[] cut) {
      int end = Math.min(cut[1], cut[0] + SHOWN);
      while (end < cut[1] && text[end] < -64) {
        end--;
      }
      return new String(text, cut[0], end - cut[0], StandardCharsets.UTF_8);
    }

    private void look(long gram, int from, int to) {
      int group = benchmarks.group(gram);
      if (group >= 0) {
        found[holders.first(group)]++;
        holders.count(group, runs);
        int[] last = cuts.isEmpty() ? null : cuts.get(cuts.size() - 1);
        if (last != null && from <= last[1]) {
          last[1] = to;
        } else {
          cuts.add(new int[] {from, to});
        }
      }
    }

    private byte[] cut(byte[] text) {
      ByteArrayOutputStream kept = new ByteArrayOutputStream(text.length);
      int at = 0;
      for (int[] cut : cuts) {
        kept.write(text, at, cut[0] - at);
        at = cut[1];
      }
      kept.write(text, at, text.length - at);
      return kept.toByteArray();
    }
  }
}
