package zydeco.dedup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;
import zydeco.pipeline.text.Hash128;

/**
 * Removes documents that are equal in one respect, by a hash of 128 bits.
 *
 * @param on what must be equal; a document that lacks it is no duplicate
 * @param keeping who stays of equal ones
 */
public record ExactDedupStage(On on, Keeping keeping) implements CorpusStage {
  private static final String NAME = "exact-dedup";

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

    String column() {
      return this == TEXT ? "content" : NAME + "-" + key();
    }

    /** The bytes that are compared; null where the document has none. */
    byte[] bytes(Document document) {
      return switch (this) {
        case TEXT -> document.text();
        case NORMALIZED_TEXT -> nonEmpty(LooseText.of(document.text()));
        case URL -> utf8(NormalUrl.of(document.url()));
        case ID -> utf8(document.originId());
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
   * Keeping}. Throws RecipeException.
   */
  public static ExactDedupStage of(Settings settings) {
    String on = settings.choice("on", "text", "normalized-text", "url", "id");
    ExactDedupStage stage =
        new ExactDedupStage(
            On.valueOf(on.toUpperCase(Locale.ROOT).replace('-', '_')), Keeping.of(settings, 1));
    settings.finish();
    return stage;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** What the settings mean, in a line. */
  @Override
  public String plan() {
    return "equal " + on.key() + " by a hash of 128 bits; " + keeping;
  }

  @Override
  public DocumentStage measure() {
    return new Measure(on, keeping);
  }

  private record Measure(On on, Keeping keeping) implements DocumentStage {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public List<Column> writes() {
      List<Column> columns = new ArrayList<>(keeping.columns(NAME));
      if (on != On.TEXT) {
        columns.add(Column.bytes(on.column()));
      }
      return columns;
    }

    @Override
    public List<String> reads() {
      return keeping.reads();
    }

    @Override
    public Judge open(Columns columns) {
      return new Hash(on, keeping, columns);
    }
  }

  private record Hash(On on, Keeping keeping, Columns columns) implements Judge {
    @Override
    public Verdict judge(Document document, Measures measures) {
      byte[] bytes = on == On.TEXT ? null : on.bytes(document);
      if (bytes != null) {
        measures.bytes(columns.slot(on.column()), Hash128.of(bytes).toBytes());
      }
      keeping.measure(NAME, columns, document, measures);
      return new Verdict.Keep(document);
    }
  }

  @Override
  public Dataset<Row> remove(Dataset<Row> documents) {
    Double equal = on == On.TEXT || on == On.NORMALIZED_TEXT ? 1.0 : null;
    Double jaccard = on == On.TEXT ? 1.0 : null;
    return Removals.of(
        documents,
        documents.withColumn("cluster", documents.col(on.column())).where("cluster is not null"),
        List.of("rank", "source"),
        NAME,
        new ClusterScan(
            keeping,
            Survivors.Proof.NONE,
            new ClusterScan.Explanation(equal, jaccard, on.key(), "unique"),
            null));
  }
}
