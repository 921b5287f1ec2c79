package zydeco.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import zydeco.dedup.passage.CutSums;
import zydeco.dedup.passage.Cuts;
import zydeco.dedup.passage.PassageNotes;
import zydeco.dedup.passage.Passages;
import zydeco.dedup.survivors.Guard;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.dedup.survivors.Keeping;
import zydeco.dedup.text.Normalization;
import zydeco.pipeline.text.Hash128;
import zydeco.pipeline.text.TextUnits;

class PassageDedupIT {
  private static final StructType SCHEMA =
      new StructType()
          .add("doc", DataTypes.LongType)
          .add("rank", DataTypes.IntegerType)
          .add("source", DataTypes.StringType)
          .add("id", DataTypes.BinaryType)
          .add("passage-dedup-passages", DataTypes.BinaryType)
          .add("passage-dedup-order-0", DataTypes.DoubleType);

  /** A document of lines. */
  private record Doc(long doc, int rank, String id, double order, List<String> lines) {
    String text() {
      return String.join("\n", lines) + "\n";
    }

    String hex() {
      return HexFormat.of().formatHex(Hash128.ofParts(id).toBytes());
    }

    Row row(PassageDedupStage stage) {
      return RowFactory.create(
          doc,
          rank,
          "s" + rank,
          Hash128.ofParts(id).toBytes(),
          stage.passages().of(text().getBytes(StandardCharsets.UTF_8)),
          order);
    }

    /** Where a line begins. */
    int place(int line) {
      return String.join("\n", lines.subList(0, line)).length() + (line == 0 ? 0 : 1);
    }
  }

  private static List<Doc> corpus(Random random) {
    List<Doc> docs = new ArrayList<>();
    int words = 3 + random.nextInt(10);
    for (int i = random.nextInt(12); i >= 0; i--) {
      List<String> lines = new ArrayList<>();
      for (int left = random.nextInt(7); left >= 0; left--) {
        String line = "Line " + random.nextInt(words);
        lines.add(random.nextInt(4) == 0 ? line.toUpperCase(Locale.ROOT) + "!" : line);
      }
      docs.add(
          new Doc(
              random.nextLong(Long.MAX_VALUE),
              random.nextInt(3),
              "id" + i,
              random.nextInt(3),
              lines));
    }
    return docs;
  }

  private static Dataset<Row> frame(PassageDedupStage stage, List<Doc> docs, int partitions) {
    List<Row> rows = docs.stream().map(doc -> doc.row(stage)).toList();
    return LocalSpark.SESSION.createDataFrame(rows, SCHEMA).repartition(partitions);
  }

  private static List<String> often(List<Row> notes) {
    CutSums sums = new CutSums();
    notes.stream().filter(row -> row.getLong(0) < 0).forEach(row -> sums.addAll(row.getString(1)));
    List<String> often = new ArrayList<>();
    sums.most()
        .forEach(each -> often.add(each.times() + " of " + each.doc() + " at " + each.from()));
    sums.byRank().forEach((rank, counts) -> often.add(rank + ": " + Arrays.toString(counts)));
    return often;
  }

  private static Map<Long, List<Cuts.Cut>> cuts(List<Row> notes) {
    Map<Long, List<Cuts.Cut>> cuts = new HashMap<>();
    notes.stream()
        .filter(row -> row.getLong(0) >= 0)
        .forEach(row -> cuts.put(row.getLong(0), Cuts.of(row.getString(1))));
    return cuts;
  }

  /** One occurrence of a run of lines. */
  private record Occurrence(Doc doc, int line) {}

  /** What is cut, by looking at every run of lines of every document in the order of preference. */
  private static Map<Long, List<Cuts.Cut>> bruteForce(PassageDedupStage stage, List<Doc> docs) {
    int units = stage.passages().units();
    Keeping keeping = stage.keeping();
    List<Doc> ranked = new ArrayList<>(docs);
    ranked.sort(
        Comparator.comparingInt(Doc::rank)
            .thenComparing(keeping.orderBy().isEmpty() ? (a, b) -> 0 : byOrder())
            .thenComparing(Doc::hex));
    Map<List<String>, List<Occurrence>> stayed = new LinkedHashMap<>();
    Map<Long, List<Cuts.Cut>> cuts = new HashMap<>();
    for (Doc doc : ranked) {
      for (int line = 0; line + units <= doc.lines().size(); line++) {
        List<String> run = new ArrayList<>();
        doc.lines()
            .subList(line, line + units)
            .forEach(l -> run.add(l.toLowerCase(Locale.ROOT).replace("!", "")));
        List<Occurrence> before = stayed.computeIfAbsent(run, r -> new ArrayList<>());
        Occurrence last = before.isEmpty() ? null : before.get(before.size() - 1);
        if (last != null && last.doc == doc && line < last.line + units) {
          continue;
        }
        boolean room =
            keeping.policy() == KeepPolicy.BEST
                ? before.size() < keeping.atMost()
                : before.isEmpty() || before.get(0).doc.rank() == doc.rank();
        if (room || keeping.protect().contains("s" + doc.rank())) {
          before.add(new Occurrence(doc, line));
        } else {
          int end =
              line + units == doc.lines().size() ? doc.text().length() : doc.place(line + units);
          cuts.computeIfAbsent(doc.doc(), d -> new ArrayList<>())
              .add(new Cuts.Cut(doc.place(line), end, before.get(0).doc.hex()));
        }
      }
    }
    return cuts;
  }

  private static Comparator<Doc> byOrder() {
    return Comparator.comparingDouble(Doc::order).reversed();
  }

  private static PassageDedupStage stage(Random random, int round) {
    Passages passages =
        new Passages(TextUnits.PARAGRAPH, 1 + random.nextInt(3), Normalization.LOOSE, 1);
    KeepPolicy policy = round % 3 == 0 ? KeepPolicy.TOP_SOURCE : KeepPolicy.BEST;
    List<String> order = round % 2 == 0 ? List.of() : List.of("bytes");
    List<String> protect = round % 5 == 0 ? List.of("s2") : List.of();
    int atMost = policy == KeepPolicy.BEST ? 1 + random.nextInt(2) : 1;
    return new PassageDedupStage(
        1, passages, new Keeping(policy, atMost, order, protect, Guard.NONE), List.of());
  }

  @Test
  void remove_randomCorpora_equalsBruteForceWhateverTheLayout() {
    Random random = new Random(7);
    int found = 0;
    for (int round = 0; round < 60; round++) {
      PassageDedupStage stage = stage(random, round);
      List<Doc> docs = corpus(random);
      Map<Long, List<Cuts.Cut>> expected = bruteForce(stage, docs);
      Collections.shuffle(docs, random);
      Dataset<Row> rows = frame(stage, docs, 1 + random.nextInt(4));
      List<Row> notes = stage.remove(rows, null).collectAsList();
      assertThat(cuts(notes)).as("round " + round).isEqualTo(expected);
      int most = 1 + random.nextInt(3);
      PassageNotes sorting =
          new PassageNotes(stage.keeping(), stage.keeping().orderBy().size(), most);
      List<Row> sorted = sorting.of(stage.compared(rows)).collectAsList();
      assertThat(cuts(sorted)).as("round %d, at most %d", round, most).isEqualTo(expected);
      assertThat(often(sorted)).isEqualTo(often(notes));
      assertEveryLineIsLeft(stage, docs, expected);
      found += expected.size();
    }
    assertThat(found).isGreaterThan(100);
  }

  /** Cutting never loses a line: each is left somewhere, and once where one stays of each. */
  private static void assertEveryLineIsLeft(
      PassageDedupStage stage, List<Doc> docs, Map<Long, List<Cuts.Cut>> cuts) {
    TreeMap<String, Integer> left = new TreeMap<>();
    TreeSet<String> all = new TreeSet<>();
    for (Doc doc : docs) {
      doc.lines().forEach(line -> all.add(plain(line)));
      byte[] text = doc.text().getBytes(StandardCharsets.UTF_8);
      byte[] rest = Cuts.apply(text, cuts.getOrDefault(doc.doc(), List.of()));
      new String(rest, StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> left.merge(plain(line), 1, Integer::sum));
    }
    assertThat(left.navigableKeySet()).isEqualTo(all);
    Keeping keeping = stage.keeping();
    if (stage.passages().units() == 1
        && keeping.policy() == KeepPolicy.BEST
        && keeping.protect().isEmpty()) {
      assertThat(left.values()).allMatch(times -> times <= keeping.atMost());
    }
  }

  private static String plain(String line) {
    return line.toLowerCase(Locale.ROOT).replace("!", "");
  }

  @Test
  void remove_hotPassage_leavesOne() {
    Passages passages = new Passages(TextUnits.PARAGRAPH, 1, Normalization.LOOSE, 1);
    PassageDedupStage stage =
        new PassageDedupStage(1, passages, Keeping.of(KeepPolicy.BEST), List.of());
    List<Doc> docs = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      docs.add(new Doc(i, 0, "id" + i, 0, List.of("Share this page", "Own " + i)));
    }
    Map<Long, List<Cuts.Cut>> cuts =
        cuts(stage.remove(frame(stage, docs, 3), null).collectAsList());
    assertThat(cuts).hasSize(19_999);
    assertThat(cuts.values().stream().map(each -> each.get(0).first()).distinct()).hasSize(1);
    assertThat(cuts.values()).allMatch(each -> each.size() == 1 && each.get(0).from() == 0);
  }

  @Test
  void remove_nothing_isEmptyWithItsSchema() {
    Passages passages = new Passages(TextUnits.SENTENCE, 3, Normalization.NONE, 1);
    PassageDedupStage stage =
        new PassageDedupStage(1, passages, Keeping.of(KeepPolicy.BEST), List.of());
    Dataset<Row> notes = stage.remove(frame(stage, List.of(), 2), null);
    assertThat(cuts(notes.collectAsList())).isEmpty();
    assertThat(Arrays.asList(notes.columns())).containsExactly("doc", "note");
  }
}
