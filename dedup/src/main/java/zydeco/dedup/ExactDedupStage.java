package zydeco.dedup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import zydeco.dedup.earlier.Across;
import zydeco.dedup.earlier.AcrossBuilds;
import zydeco.dedup.earlier.Compared;
import zydeco.dedup.survivors.ClusterScan;
import zydeco.dedup.survivors.Guard;
import zydeco.dedup.survivors.Keeping;
import zydeco.dedup.survivors.Removals;
import zydeco.dedup.survivors.Survivors;
import zydeco.dedup.text.LooseText;
import zydeco.dedup.text.NormalUrl;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Publication;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;
import zydeco.pipeline.text.Hash128;

/**
 * Removes documents that are equal in one respect, by a hash of 128 bits.
 *
 * @param number 1 for the first of its kind in a recipe
 * @param on what must be equal; a document that lacks it is no duplicate
 * @param keeping who stays of equal ones
 * @param across what is left for later builds, and taken from earlier ones
 */
public record ExactDedupStage(int number, On on, Keeping keeping, Across across)
    implements AcrossBuilds {
  private static final String NAME = "exact-dedup";

  /** A stage that knows no other builds. */
  ExactDedupStage(int number, On on, Keeping keeping) {
    this(number, on, keeping, Across.NONE);
  }

  /** What is compared. */
  enum On {
    /** The text, byte for byte. */
    TEXT,
    /** The text without regard to case, punctuation and white space. */
    NORMALIZED_TEXT,
    /** The normalised URL. */
    URL,
    /** The input's own id, whatever the source. */
    ID;

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The bytes that are compared; null where the document has none. */
    byte[] bytes(Document document) {
      return switch (this) {
        case TEXT -> document.text();
        case NORMALIZED_TEXT -> nonEmpty(LooseText.of(document.text()));
        case URL -> utf8(NormalUrl.of(document.url()));
        case ID -> utf8(document.ownId());
      };
    }

    private static byte[] nonEmpty(byte[] form) {
      return form.length == 0 ? null : form;
    }

    private static byte[] utf8(String text) {
      return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * The stage of a recipe. Keys: {@code on: text | normalized-text | url | id}, and those of {@link
   * Keeping} and {@link Across}. Throws RecipeException.
   *
   * @param number 1 for the first of its kind in a recipe
   * @param measures numbers that earlier stages write
   * @param sources the recipe's, best first
   */
  public static ExactDedupStage of(
      Settings settings, int number, Set<String> measures, List<String> sources) {
    String on = settings.choice("on", "text", "normalized-text", "url", "id");
    ExactDedupStage alone =
        new ExactDedupStage(
            number,
            On.valueOf(on.toUpperCase(Locale.ROOT).replace('-', '_')),
            Keeping.of(settings, Guard.NONE, measures, sources),
            Across.NONE);
    Across across = Across.of(settings, alone.compared(), sources, false, "none", "keys");
    settings.finish();
    return new ExactDedupStage(number, alone.on, alone.keeping, across);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** What its columns begin with. */
  private String prefix() {
    return number == 1 ? NAME : NAME + "-" + number;
  }

  private String rule() {
    return Reason.numbered(on.key(), number);
  }

  private String column() {
    return on == On.TEXT ? "content" : prefix() + "-" + on.key();
  }

  /** What the settings mean, in a line. */
  @Override
  public String plan() {
    return (comparison() + "; " + keeping + "\n" + across.plan()).stripTrailing();
  }

  private String comparison() {
    return "equal " + on.key() + " by a hash of 128 bits";
  }

  @Override
  public Compared compared() {
    String column = on == On.TEXT ? "content" : on.key();
    return new Compared(NAME, prefix(), comparison(), keeping.orderBy(), List.of(column));
  }

  @Override
  public String inputs() {
    return across.inputs();
  }

  @Override
  public List<String> earlierBuilds() {
    return across.builds();
  }

  /** Leaves the index, and what changed in earlier builds, where it is asked for. */
  @Override
  public void publish(
      Dataset<Row> documents, Dataset<Row> removed, CorpusTexts texts, Publication to)
      throws IOException {
    across.publish(compared(), documents, removed, texts, to);
  }

  @Override
  public DocumentStage measure() {
    return new Measure(this);
  }

  private record Measure(ExactDedupStage stage) implements DocumentStage {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public List<Column> writes() {
      List<Column> columns = new ArrayList<>(stage.keeping.columns(stage.prefix()));
      if (stage.on != On.TEXT) {
        columns.add(Column.bytes(stage.column()));
      }
      return columns;
    }

    @Override
    public List<String> reads() {
      return stage.keeping.reads();
    }

    @Override
    public Judge open(Columns columns) {
      return new Hash(stage, columns);
    }
  }

  private record Hash(ExactDedupStage stage, Columns columns) implements Judge {
    @Override
    public Verdict judge(Document document, Measures measures) {
      byte[] bytes = stage.on == On.TEXT ? null : stage.on.bytes(document);
      if (bytes != null) {
        measures.bytes(columns.slot(stage.column()), Hash128.of(bytes).toBytes());
      }
      stage.keeping.measure(stage.prefix(), columns, document, measures);
      return new Verdict.Keep(document);
    }
  }

  @Override
  public Dataset<Row> remove(Dataset<Row> documents, CorpusTexts texts) {
    Double equal = on == On.TEXT || on == On.NORMALIZED_TEXT ? 1.0 : null;
    Double jaccard = on == On.TEXT ? 1.0 : null;
    Dataset<Row> members =
        across
            .earlier()
            .with(documents, compared(), texts)
            .withColumn("cluster", functions.col(column()))
            .where("cluster is not null");
    return Removals.of(
        documents,
        across.earlier().touched(members, texts),
        List.of(),
        prefix(),
        new ClusterScan(
            keeping,
            Survivors.Proof.NONE,
            new ClusterScan.Explanation(equal, jaccard, rule(), "unique"),
            null));
  }
}
