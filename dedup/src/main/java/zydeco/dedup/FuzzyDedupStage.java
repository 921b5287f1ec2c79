package zydeco.dedup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import zydeco.dedup.cluster.BandEdges;
import zydeco.dedup.earlier.Across;
import zydeco.dedup.earlier.AcrossBuilds;
import zydeco.dedup.earlier.Compared;
import zydeco.dedup.earlier.Side;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.Presets;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.Shingler;
import zydeco.dedup.minhash.TokenSource;
import zydeco.dedup.survivors.ClusterScan;
import zydeco.dedup.survivors.Guard;
import zydeco.dedup.survivors.Keeping;
import zydeco.dedup.survivors.Removals;
import zydeco.dedup.survivors.Survivors;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Publication;
import zydeco.pipeline.stage.Reason;

/**
 * Removes near-duplicates: MinHash signatures, bands, clusters of documents that share a band, one
 * policy of who stays.
 *
 * @param number 1 for the first of its kind in a recipe
 * @param scheme what a signature is
 * @param keeping who stays of a cluster
 * @param verify what a removal must stand besides belonging to the cluster
 * @param similarity the least similarity to its survivor of a removed document, where verified;
 *     what the measured precision is held to, anyway
 * @param sample pairs of each band of similarity that are read again to measure recall and
 *     precision
 * @param across what is left for later builds, and taken from earlier ones
 */
public record FuzzyDedupStage(
    int number,
    Scheme scheme,
    Keeping keeping,
    Verify verify,
    double similarity,
    int sample,
    Across across)
    implements AcrossBuilds {
  private static final String DEPENDENT =
      " (of independent values; Lucene repeats values of short texts, so that more is found there)";

  /** Documents of clusters that the driver holds: about 0.5 GB. */
  private static final int DRIVER_LIMIT = 1 << 24;

  static final String NAME = "fuzzy-dedup";

  /** A source that loses fewer stops no build, unless the recipe says so. */
  private static final Guard USUAL_GUARD = new Guard(0.95, 1000);

  /** A stage that knows no other builds. */
  FuzzyDedupStage(
      int number, Scheme scheme, Keeping keeping, Verify verify, double similarity, int sample) {
    this(number, scheme, keeping, verify, similarity, sample, Across.NONE);
  }

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
   * The stage of a recipe. Keys: {@code preset} (optional, see {@link Presets}), those of {@link
   * Scheme}, {@link Keeping} and {@link Across}, {@code verify: none | signature | exact}, {@code
   * similarity} and {@code sample}. Throws RecipeException.
   *
   * @param number 1 for the first of its kind in a recipe
   * @param measures numbers that earlier stages write
   * @param tokenizers reads the tokenizer that shingles of tokens need
   * @param sources the recipe's, best first
   */
  public static FuzzyDedupStage of(
      Settings given,
      int number,
      Set<String> measures,
      Function<Path, TokenSource> tokenizers,
      List<String> sources) {
    Settings settings = Presets.apply(given);
    FuzzyDedupStage alone =
        new FuzzyDedupStage(
            number,
            Scheme.of(settings, tokenizers),
            Keeping.of(settings, USUAL_GUARD, measures, sources),
            Verify.valueOf(
                settings.choice("verify", "none", "signature", "exact").toUpperCase(Locale.ROOT)),
            similarity(settings),
            settings.textOrNull("sample") == null
                ? 100
                : (int) settings.integer("sample", 0, 10_000));
    Across across =
        Across.of(
            settings,
            alone.compared(),
            sources,
            alone.verify == Verify.EXACT,
            "none",
            "keys",
            "texts");
    settings.finish();
    return new FuzzyDedupStage(
        number, alone.scheme, alone.keeping, alone.verify, alone.similarity, alone.sample, across);
  }

  /** Where a target is given and no similarity, it is the target. */
  private static double similarity(Settings settings) {
    double similarity = settings.number("similarity", 0.01, 1);
    return settings.textOrNull("target") == null || settings.keys().contains("similarity")
        ? similarity
        : settings.number("target", 0.05, 0.99);
  }

  /** The same, of a recipe that ranks no sources of earlier builds. */
  public static FuzzyDedupStage of(
      Settings given, int number, Set<String> measures, Function<Path, TokenSource> tokenizers) {
    return of(given, number, measures, tokenizers, List.of());
  }

  @Override
  public Compared compared() {
    return new Compared(
        NAME,
        label(),
        scheme.banding() + ", " + scheme.describe(),
        keeping.orderBy(),
        List.of("keys", "signature"));
  }

  @Override
  public String inputs() {
    return across.inputs();
  }

  @Override
  public List<String> earlierBuilds() {
    return across.builds();
  }

  @Override
  public String name() {
    return NAME;
  }

  /** What its columns and files begin with. */
  String label() {
    return number == 1 ? NAME : NAME + "-" + number;
  }

  private String rule() {
    return Reason.numbered(keeping.policy().key(), number);
  }

  /** Whether its shingles are of a tokenizer's tokens. */
  public boolean ofTokens() {
    return scheme.unit() == Shingler.Unit.TOKEN;
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
    Banding banding = scheme.banding();
    String alone =
        String.join(
            "\n",
            scheme.describe(),
            banding + ": " + banding.curve() + (scheme.independent() ? "" : DEPENDENT),
            banding.errors(similarity),
            String.format(
                Locale.ROOT,
                "%d bytes of columns a document; estimates have a standard error of at most %.3f",
                8L * banding.bands() + 4L * banding.values() + 4,
                0.5 / Math.sqrt(banding.values())),
            keeping + "; removed where " + bound(),
            sample == 0
                ? "recall and precision are not measured"
                : "recall and precision are measured on up to "
                    + sample
                    + " pairs of each twentieth of similarity, whose texts are read again");
    return (alone + "\n" + across.plan()).stripTrailing();
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

  private SignatureStage signatures() {
    return new SignatureStage(label(), scheme, keeping);
  }

  @Override
  public DocumentStage measure() {
    return signatures();
  }

  @Override
  public Dataset<Row> remove(Dataset<Row> documents, CorpusTexts texts) {
    SignatureStage columns = signatures();
    Dataset<Row> members =
        BandEdges.clustered(
            across.earlier().with(documents, compared(), texts),
            columns.keys(),
            scheme.banding().bands(),
            DRIVER_LIMIT);
    if (members == null) {
      return documents.sparkSession().createDataFrame(List.of(), ClusterScan.REMOVED);
    }
    members = across.earlier().touched(members, texts);
    List<String> signed = new ArrayList<>(List.of(columns.signature(), columns.keys()));
    if (verify == Verify.EXACT) {
      members = across.earlier().withTexts(members.select(carried(columns)), texts);
      signed.add("text");
    }
    Survivors.Proof proof =
        verify == Verify.NONE
            ? Survivors.Proof.NONE
            : new Survivors.Proof(similarity, verify == Verify.EXACT);
    ClusterScan.Explanation explanation =
        new ClusterScan.Explanation(null, null, rule(), allowed());
    return Removals.of(
        documents, members, signed, label(), new ClusterScan(keeping, proof, explanation, scheme));
  }

  /** What members are ranked and judged by. */
  private Column[] carried(SignatureStage columns) {
    Stream<String> fixed =
        Stream.of("cluster", "doc", "rank", "source", "id", "content", Side.COLUMN);
    Stream<String> ranked = keeping.columns(label()).stream().map(c -> c.name());
    Stream<String> own = Stream.concat(ranked, Stream.of(columns.signature(), columns.keys()));
    return Stream.concat(fixed, own).map(functions::col).toArray(Column[]::new);
  }

  /**
   * Leaves {@code measured/NAME.json}: what the settings promise, and what a sample shows; and,
   * where it is asked for, the index, and what changed in earlier builds.
   */
  @Override
  public void publish(
      Dataset<Row> documents, Dataset<Row> removed, CorpusTexts texts, Publication to)
      throws IOException {
    Measured measured = new Measured(this);
    long compared = measured.counts(documents, removed, signatures());
    if (sample > 0) {
      PairSample pairs = new PairSample(scheme, signatures(), sample, across.earlier(), texts);
      PairSample.Sample taken = pairs.take(documents, compared, removed);
      measured.recall(taken.alike());
      measured.precision(taken.removals(), pairs.unread(removed));
    }
    to.write("measured/" + label() + ".json", measured.toBytes());
    across.publish(compared(), documents, removed, texts, to);
  }
}
