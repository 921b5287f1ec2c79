package zydeco.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import zydeco.jobs.report.ReportRecipe.SignalRule;
import zydeco.jobs.report.ReportRecipe.Step;
import zydeco.pipeline.stage.Bound;
import zydeco.pipeline.text.Hash128;

/**
 * A build folder with the contract's tables: documents judged by rules on real measures of texts.
 */
final class SampleBuild {
  static final String HOSTILE =
      "</script><script>window.hacked=1</script><img src=x onerror=\"window.hacked=1\">"
          + "<!-- <script> \u2028 \u0000 & &lt;b&gt; ${1} {{data}} $1 \\\\u003c";
  private static final List<String> SOURCES = List.of("guides", "mirror", "crawl");
  private static final String WORDS =
      "the of reader returns a value and throws where stream is closed for every buffer that holds"
          + " characters not null see also method class since version parameter index length";

  static final ReportRecipe RECIPE =
      new ReportRecipe(
          "sample",
          "0123456789abcdef0123456789abcdef",
          SOURCES,
          List.of(
              new Step("signals", List.of()),
              new Step(
                  "check",
                  List.of(
                      new SignalRule(
                          "gopher-quality.word-count", "word-count", new Bound(50, 100_000)),
                      new SignalRule(
                          "gopher-quality.mean-word-length", "mean-word-length", new Bound(3, 10)),
                      new SignalRule(
                          "fineweb.short-line-ratio", "short-line-ratio", Bound.atMost(0.67)))),
              new Step("exact-dedup", List.of()),
              new Step("fuzzy-dedup", List.of()),
              new Step("score", List.of()),
              new Step("check", List.of(new SignalRule("quality", "quality", Bound.atLeast(0.3))))),
          new ReportRecipe.Banding(8, 16));

  private final List<Row> ledger = new ArrayList<>();
  private final List<Row> signals = new ArrayList<>();
  private final List<Row> duplicates = new ArrayList<>();
  private final List<Row> quarantine = new ArrayList<>();
  private final Map<String, List<Row>> documents = new TreeMap<>();
  private final Map<String, String> texts = new TreeMap<>();
  private final List<Kept> kept = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(5);

  private record Kept(String id, String text) {}

  private SampleBuild() {}

  static SampleBuild of(int documentsOfASource) {
    SampleBuild build = new SampleBuild();
    for (String source : SOURCES) {
      build.documents.put(source, new ArrayList<>());
      for (int row = 0; row < documentsOfASource; row++) {
        build.judge(source, row);
      }
    }
    return build;
  }

  private void judge(String source, int row) {
    int rank = SOURCES.indexOf(source);
    String id = Hash128.ofParts(source, Integer.toString(row)).toString();
    if (rank > 0 && random.nextInt(200) == 0) {
      quarantine(source, row, id);
      return;
    }
    boolean copy = rank > 0 && !kept.isEmpty() && random.nextInt(10) < 2 + rank;
    Kept survivor = copy ? kept.get(random.nextInt(1 + random.nextInt(kept.size()))) : null;
    boolean exact = copy && random.nextInt(3) == 0;
    String text = copy ? survivor.text() + (exact ? "" : " Since " + row + ".") : text(row);
    texts.put(id, text);
    double words = text.split(" ").length;
    double length = (text.length() - words) / words;
    double lines = Math.min(1, Math.abs(random.nextDouble() + random.nextDouble() - 1) * 1.1);
    double quality = Math.min(1, 0.15 * (3 - rank) + random.nextDouble() * 0.8);
    String rule =
        words < 50 ? "gopher-quality.word-count" : lines > 0.67 ? "fineweb.short-line-ratio" : null;
    boolean scored = rule == null && survivor == null;
    signals.add(
        RowFactory.create(
            id,
            source,
            words,
            length,
            lines,
            random.nextInt(4) == 0 ? null : 1.0,
            "en",
            scored ? quality : null));
    if (rule != null) {
      double value = rule.endsWith("count") ? words : lines;
      String bound = rule.endsWith("count") ? "[50, 100000]" : "<= 0.67";
      ledger(source, row, id, "dropped", "check", rule, value, bound, null, null, text, 0);
    } else if (survivor != null) {
      double similarity = exact ? 1.0 : 0.8 + random.nextInt(25) / 128.0;
      String stage = exact ? "exact-dedup" : "fuzzy-dedup";
      ledger(
          source,
          row,
          id,
          "dropped",
          stage,
          exact ? "text" : "best",
          similarity,
          exact ? "unique" : "a chain of shared bands (8 bands of 16 rows) leads to the cluster",
          survivor.id(),
          similarity,
          text,
          0);
      duplicates.add(
          RowFactory.create(
              id, survivor.id(), survivor.id(), stage, similarity, exact ? 1.0 : null, null));
    } else if (quality < 0.3) {
      ledger(
          source, row, id, "dropped", "check", "quality", quality, ">= 0.3", null, null, text, 0);
    } else {
      ledger(
          source, row, id, "kept", null, null, null, null, null, null, text, (long) words * 4 / 3);
      kept.add(new Kept(id, text));
      documents.get(source).add(RowFactory.create(id, text, null, null, "{}", null, quality));
    }
  }

  private String text(int row) {
    if (row % 97 == 3) {
      return HOSTILE.repeat(1 + row % 40);
    }
    String[] words = WORDS.split(" ");
    int length = (int) Math.exp(3 + random.nextDouble() * 4);
    StringBuilder text = new StringBuilder("Class Reader" + row + "\n");
    for (int i = 0; i < length; i++) {
      text.append(words[random.nextInt(words.length)]).append(i % 12 == 11 ? ".\n" : " ");
    }
    return text.toString();
  }

  private void quarantine(String source, int row, String id) {
    String cause =
        random.nextBoolean() ? "text is not valid UTF-8" : "JSON cut short: <b>" + HOSTILE;
    quarantine.add(RowFactory.create(source, file(source, row), (long) row, null, cause, 90L));
    ledger(
        source,
        row,
        id,
        "quarantined",
        "ingest",
        "unreadable",
        null,
        null,
        null,
        null,
        "x".repeat(90),
        0);
  }

  private void ledger(
      String source,
      long row,
      String id,
      String fate,
      String stage,
      String rule,
      Double value,
      String bound,
      String survivor,
      Double similarity,
      String text,
      long tokens) {
    long bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    ledger.add(
        RowFactory.create(
            id,
            source,
            file(source, row),
            row,
            null,
            fate,
            stage,
            rule,
            value,
            bound,
            survivor,
            similarity,
            bytes,
            fate.equals("kept") ? bytes : 0L,
            fate.equals("kept") ? tokens : null,
            null));
  }

  private static String file(String source, long row) {
    return source + "/part-0000" + row % 3 + ".jsonl.zst";
  }

  /** Writes the tables and shards.json. */
  void write(SparkSession spark, Path folder, int parts) throws IOException {
    write(
        spark,
        folder.resolve("ledger"),
        ledger,
        parts,
        "id string, source string, file string, row bigint, origin_id string, fate string,"
            + " stage string, rule string, value double, bound string, survivor string,"
            + " similarity double, bytes bigint, bytes_out bigint, tokens bigint,"
            + " survivor_build int");
    write(
        spark,
        folder.resolve("signals"),
        signals,
        parts,
        "id string, source string, `word-count` double, `mean-word-length` double,"
            + " `short-line-ratio` double, `always-one` double, `language-label` string,"
            + " quality double");
    write(
        spark,
        folder.resolve("duplicates"),
        duplicates,
        parts,
        "id string, survivor string, cluster string, stage string, similarity double,"
            + " jaccard double, survivor_build int");
    write(
        spark,
        folder.resolve("quarantine"),
        quarantine,
        1,
        "source string, file string, row bigint, offset bigint, cause string, bytes bigint");
    for (Map.Entry<String, List<Row>> entry : documents.entrySet()) {
      write(
          spark,
          folder.resolve("documents/source=" + entry.getKey()),
          entry.getValue(),
          parts,
          "id string, text string, url string, date string, metadata string, origin_id string, quality double");
    }
    Path shards = Files.createDirectories(folder.resolve("shards/megatron"));
    Files.writeString(shards.resolve("shards.json"), SHARDS);
  }

  private static void write(
      SparkSession spark, Path folder, List<Row> rows, int parts, String columns) {
    spark
        .createDataFrame(rows, StructType.fromDDL(columns))
        .repartition(parts)
        .write()
        .mode("overwrite")
        .parquet(folder.toString());
  }

  /** Gives the texts as the readers would; the survivors' too. */
  Map<String, String> texts(List<TextLookup.Place> places) {
    return places.stream()
        .filter(place -> texts.containsKey(place.id()))
        .collect(Collectors.toMap(TextLookup.Place::id, place -> texts.get(place.id())));
  }

  long documents() {
    return ledger.size();
  }

  static JsonNode validation() {
    StringBuilder curve = new StringBuilder();
    for (int step = 1; step <= 300; step++) {
      double loss = 3 + 6 * Math.exp(-step / 60.0) + 0.1 * Math.sin(step * 1.7);
      curve
          .append(step == 1 ? "" : ",")
          .append("[")
          .append(step)
          .append(",")
          .append(loss)
          .append("]");
    }
    try {
      return new JsonMapper().readTree(VALIDATION.formatted(curve));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static final String VALIDATION =
      """
      {"recipe": "sample", "bits_per_byte": 1.8132,
       "bits_per_byte_by_source": {"guides": 1.71, "mirror": 1.84, "crawl": 1.95},
       "held_out": "held-out files", "tokens": 1228800, "steps": 300, "parameters": 4310528,
       "preset": "tiny", "seed": 1, "loss_curve": [%s]}
      """;

  private static final String SHARDS =
      """
      {"format": "megatron", "version": 1, "recipe": "sample",
       "tokenizer": {"file": "demo-tokenizer.json", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "vocabulary": 8192},
       "dtype": "uint16", "sequence": 512, "packing": "best-fit", "seed": 17,
       "train": {"sequences": 1160, "tokens": 590101, "documents": 1720, "bytes": 2500000, "padding": 3819,
         "sources": {
           "guides": {"documents": 812, "tokens": 294871, "bytes": 1250000, "epochs": 1.2, "weight": 3.0, "asked": 0.5, "share": 0.4997},
           "mirror": {"documents": 540, "tokens": 196403, "bytes": 833000, "epochs": 0.9, "weight": 2.0, "asked": 0.3333, "share": 0.3328},
           "crawl": {"documents": 368, "tokens": 98827, "bytes": 417000, "epochs": 0.4, "weight": 1.0, "asked": 0.1667, "share": 0.1675}}},
       "held-out": {"sequences": 22, "tokens": 11092, "documents": 33, "bytes": 47000, "padding": 172},
       "files": [{"name": "train-00000"}]}
      """;
}
