package zydeco.dedup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

/**
 * Removes near-duplicates: MinHash signatures, bands, clusters of documents that share a band, one
 * policy of who stays.
 *
 * @param scheme what a signature is
 * @param keeping who stays of a cluster
 * @param verify what a removal must stand besides belonging to the cluster
 * @param similarity the least similarity to its survivor of a removed document, where verified
 */
public record FuzzyDedupStage(Scheme scheme, Keeping keeping, Verify verify, double similarity)
    implements CorpusStage {
  /** Documents of clusters that the driver holds: about 0.5 GB. */
  private static final int DRIVER_LIMIT = 1 << 24;

  private static final String NAME = "fuzzy-dedup";
  private static final String KEYS = NAME + "-keys";
  private static final String SIGNATURE = NAME + "-signature";
  private static final double GUARD = 0.95;

  /** What is asked of a removal. */
  enum Verify {
    /** That a chain of shared bands leads to the cluster. */
    NONE,
    /** That the signatures of the document and its survivor agree well enough. */
    SIGNATURE,
    /** That the shingles of the document and its survivor agree well enough. */
    EXACT
  }

  /**
   * The stage of a recipe whose removals see no text. Keys: {@code preset} (optional, see {@link
   * Presets}), {@code shingles: {unit: char | word, size}}, {@code normalize}, {@code bands},
   * {@code rows}, {@code verify: none | signature}, {@code similarity}, {@code short: keep |
   * exact}, {@code seed}, {@code scheme: min-max | lucene} and those of {@link Keeping}. Throws
   * RecipeException.
   */
  public static FuzzyDedupStage of(Settings settings) {
    FuzzyDedupStage stage = withTexts(settings);
    if (stage.verify == Verify.EXACT) {
      throw settings.error(
          "verify",
          "Cannot verify exactly: this stage sees signatures and no text.",
          "Use 'verify: signature', or 'verify: none'.");
    }
    return stage;
  }

  /** The same, for a caller that hands over texts of candidates: {@code verify: exact} too. */
  public static FuzzyDedupStage withTexts(Settings given) {
    Settings settings = Presets.apply(given);
    FuzzyDedupStage stage =
        new FuzzyDedupStage(
            Scheme.of(settings),
            Keeping.of(settings, GUARD),
            Verify.valueOf(
                settings.choice("verify", "none", "signature", "exact").toUpperCase(Locale.ROOT)),
            settings.number("similarity", 0.01, 1));
    settings.finish();
    return stage;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** How many bands a signature is cut into. */
  public int bands() {
    return scheme.banding().bands();
  }

  /** How many values a band has. */
  public int rows() {
    return scheme.banding().rows();
  }

  /** What the settings mean, in lines: the curve, and what is kept. */
  @Override
  public String plan() {
    return String.join(
        "\n",
        scheme.describe(),
        scheme.banding() + ": " + scheme.banding().curve(),
        String.format(
            Locale.ROOT,
            "%d bytes of columns a document; estimates have a standard error of at most %.3f",
            8L * scheme.banding().bands() + 4L * scheme.banding().values(),
            0.5 / Math.sqrt(scheme.banding().values())),
        keeping + "; removed where " + bound());
  }

  private String bound() {
    return verify == Verify.NONE
        ? "a chain of shared bands (" + scheme.banding() + ") leads to the cluster"
        : (verify == Verify.EXACT ? "the Jaccard" : "the estimated")
            + " similarity to the survivor >= "
            + similarity;
  }

  /** What the ledger says was allowed. */
  private String allowed() {
    return switch (verify) {
      case NONE -> "no band shared (" + scheme.banding() + ")";
      case SIGNATURE -> "the estimated similarity < " + similarity;
      case EXACT -> "the Jaccard similarity < " + similarity;
    };
  }

  @Override
  public DocumentStage measure() {
    return new Measure(scheme, keeping);
  }

  private record Measure(Scheme scheme, Keeping keeping) implements DocumentStage {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public List<zydeco.pipeline.stage.Column> writes() {
      List<zydeco.pipeline.stage.Column> columns = new ArrayList<>(keeping.columns(NAME));
      columns.add(zydeco.pipeline.stage.Column.bytes(KEYS));
      columns.add(zydeco.pipeline.stage.Column.bytes(SIGNATURE));
      return columns;
    }

    @Override
    public List<String> reads() {
      return keeping.reads();
    }

    @Override
    public Judge open(Columns columns) {
      return new Sign(scheme, keeping, columns);
    }
  }

  private static final class Sign implements Judge {
    private final MinHash minHash;
    private final Banding banding;
    private final Keeping keeping;
    private final Columns columns;
    private final int keys;
    private final int signature;

    Sign(Scheme scheme, Keeping keeping, Columns columns) {
      this.minHash = scheme.open();
      this.banding = scheme.banding();
      this.keeping = keeping;
      this.columns = columns;
      this.keys = columns.slot(KEYS);
      this.signature = columns.slot(SIGNATURE);
    }

    @Override
    public Verdict judge(Document document, Measures measures) {
      Signature signed = minHash.signature(document.text());
      if (signed != null) {
        measures.bytes(keys, Banding.toBytes(banding.keys(signed)));
        measures.bytes(signature, signed.toBytes());
      }
      keeping.measure(NAME, columns, document, measures);
      return new Verdict.Keep(document);
    }
  }

  @Override
  public Dataset<Row> remove(Dataset<Row> documents) {
    return remove(documents, wanted -> wanted.sparkSession().emptyDataFrame());
  }

  /**
   * The same, with the texts of candidates at hand.
   *
   * @param texts given rows of {@code doc}, each once, yields rows of {@code doc} and {@code text}
   *     (binary, UTF-8, as it was measured); asked only where verification is exact
   */
  public Dataset<Row> remove(Dataset<Row> documents, UnaryOperator<Dataset<Row>> texts) {
    Dataset<Row> members =
        BandEdges.clustered(documents, KEYS, scheme.banding().bands(), DRIVER_LIMIT);
    if (members == null) {
      return documents.sparkSession().createDataFrame(List.of(), ClusterScan.REMOVED);
    }
    List<String> carried = new ArrayList<>(List.of("rank", "source", SIGNATURE, KEYS));
    if (verify == Verify.EXACT) {
      members = members.join(texts.apply(members.select("doc")), "doc");
      carried.add("text");
    }
    Survivors.Proof proof =
        verify == Verify.NONE
            ? Survivors.Proof.NONE
            : new Survivors.Proof(similarity, verify == Verify.EXACT);
    ClusterScan.Explanation explanation =
        new ClusterScan.Explanation(null, null, keeping.policy().key(), allowed());
    return Removals.of(
        documents, members, carried, NAME, new ClusterScan(keeping, proof, explanation, scheme));
  }
}
