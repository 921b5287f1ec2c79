package zydeco.dedup.minhash;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import zydeco.dedup.text.Normalization;
import zydeco.pipeline.recipe.Settings;

/**
 * All that a signature depends on: two signatures compare only where their schemes are equal.
 *
 * @param unit what shingles are made of
 * @param tokens the tokenizer, where they are made of tokens; else null
 * @param size units a shingle
 * @param normalization the form of the text that is cut
 * @param banding bands and rows; the signature has one value a row of each
 * @param shortTexts what becomes of texts shorter than a shingle
 * @param seed of the hash family; Lucene's has none: 0
 * @param hashing whose hashes they are
 */
public record Scheme(
    Shingler.Unit unit,
    TokenSource tokens,
    int size,
    Normalization normalization,
    Banding banding,
    ShortTexts shortTexts,
    long seed,
    Hashing hashing)
    implements Serializable {
  /** In a shingle, where a recipe does not say: Zyda-2's. */
  private static final int CHARACTERS = 25;

  /** Whose hashes a signature is made of. */
  public enum Hashing {
    /** This project's: {@link HashFamily}. */
    MIN_MAX,
    /** Lucene's MinHashFilter, on its own shingles; it has no seed. */
    LUCENE;

    String key() {
      return this == LUCENE ? "lucene" : "min-max";
    }
  }

  /** A scheme of this project's hashes, of characters or words. */
  public Scheme(
      Shingler.Unit unit,
      int size,
      Normalization normalization,
      Banding banding,
      ShortTexts shortTexts,
      long seed) {
    this(unit, null, size, normalization, banding, shortTexts, seed, Hashing.MIN_MAX);
  }

  /** A scheme of characters or words. */
  public Scheme(
      Shingler.Unit unit,
      int size,
      Normalization normalization,
      Banding banding,
      ShortTexts shortTexts,
      long seed,
      Hashing hashing) {
    this(unit, null, size, normalization, banding, shortTexts, seed, hashing);
  }

  /** The same for settings whose shingles are of characters or words, as an index has them. */
  public static Scheme of(Settings settings) {
    return of(
        settings,
        file -> {
          throw new IllegalArgumentException("shingles of tokens need " + file);
        });
  }

  /**
   * Reads {@code shingles: {unit, size, tokenizer}}, {@code normalize}, {@code bands} and {@code
   * rows} or, in their place, {@code target} (a similarity) and {@code values} (128 where not
   * given), {@code short}, {@code seed} and, where given, {@code scheme: min-max | lucene}.
   *
   * @param tokenizers reads the tokenizer that shingles of tokens need
   */
  public static Scheme of(Settings settings, Function<Path, TokenSource> tokenizers) {
    Settings shingles = settings.map("shingles");
    Shingler.Unit unit =
        Shingler.Unit.valueOf(
            shingles.choice("unit", "char", "word", "token").toUpperCase(Locale.ROOT));
    int size = size(shingles, unit);
    TokenSource tokens =
        unit == Shingler.Unit.TOKEN ? tokenizers.apply(shingles.existingFile("tokenizer")) : null;
    shingles.textOrNull("tokenizer");
    shingles.finish();
    Hashing hashing = hashing(settings, unit);
    return new Scheme(
        unit,
        tokens,
        size,
        Normalization.of(settings.choice("normalize", Normalization.keys())),
        banding(settings),
        ShortTexts.valueOf(settings.choice("short", "keep", "exact").toUpperCase(Locale.ROOT)),
        seed(settings, hashing),
        hashing);
  }

  /** Lucene's hashes have no seed: 0, and one that is given is refused. */
  private static long seed(Settings settings, Hashing hashing) {
    if (hashing == Hashing.MIN_MAX) {
      return settings.integer("seed", 0, Integer.MAX_VALUE);
    }
    if (settings.keys().contains("seed")) {
      throw settings.error(
          "seed",
          "Cannot use a seed beside 'scheme: lucene': its hashes have none.",
          "Leave out 'seed', or use 'scheme: min-max'.");
    }
    settings.has("seed");
    return 0;
  }

  private static Hashing hashing(Settings settings, Shingler.Unit unit) {
    if (settings.textOrNull("scheme") == null
        || settings.choice("scheme", "min-max", "lucene").equals("min-max")) {
      return Hashing.MIN_MAX;
    }
    if (unit == Shingler.Unit.TOKEN) {
      throw settings.error(
          "scheme",
          "Cannot hash tokens with Lucene: its shingles are of characters or words.",
          "Use 'scheme: min-max', or another unit.");
    }
    return Hashing.LUCENE;
  }

  /** The settings that {@link #of} reads back as this scheme. */
  public String toYaml() {
    return String.format(
        Locale.ROOT,
        "scheme: %s\nshingles: {unit: %s, size: %d}\nnormalize: %s\nbands: %d\nrows: %d\n"
            + "short: %s\n%s",
        hashing.key(),
        unit.name().toLowerCase(Locale.ROOT),
        size,
        normalization.key(),
        banding.bands(),
        banding.rows(),
        shortTexts.name().toLowerCase(Locale.ROOT),
        hashing == Hashing.LUCENE ? "" : "seed: " + seed + "\n");
  }

  private static Banding banding(Settings settings) {
    boolean given = settings.textOrNull("target") != null;
    for (String key : given ? List.of("bands", "rows") : List.of("values")) {
      if (settings.keys().contains(key)) {
        throw settings.error(
            key,
            "Cannot use '" + key + "' " + (given ? "beside" : "without") + " 'target'.",
            "Give bands and rows, or a target from which they follow.");
      }
    }
    if (!given) {
      return new Banding(
          (int) settings.integer("bands", 1, 512), (int) settings.integer("rows", 1, 128));
    }
    boolean usual = settings.textOrNull("values") == null;
    return Banding.forTarget(
        settings.number("target", 0.05, 0.99),
        usual ? 128 : (int) settings.integer("values", 8, 1024));
  }

  /**
   * Characters in a shingle are {@link #CHARACTERS} where a recipe is silent; of words it must say.
   */
  private static int size(Settings shingles, Shingler.Unit unit) {
    if (shingles.textOrNull("size") != null) {
      return (int) shingles.integer("size", 1, unit == Shingler.Unit.CHAR ? 1000 : 100);
    }
    if (unit != Shingler.Unit.CHAR) {
      throw shingles.error(
          "unit",
          "Cannot make shingles: how many "
              + unit.name().toLowerCase(Locale.ROOT)
              + "s is not said.",
          "Give 'size', such as 5.");
    }
    return CHARACTERS;
  }

  /** Such as {@code shingles of 25 characters, text as it stands, 128 hashes, seed 17}. */
  public String describe() {
    return "shingles of "
        + size
        + switch (unit) {
          case CHAR -> " characters";
          case WORD -> " words";
          case TOKEN -> " tokens (" + tokens + ")";
        }
        + ", normalize: "
        + normalization.key()
        + ", "
        + banding.values()
        + (hashing == Hashing.LUCENE
            ? " values (buckets of Lucene's MinHashFilter)"
            : " values (least and greatest of half as many products), seed " + seed)
        + "; shorter texts: "
        + (shortTexts == ShortTexts.KEEP ? "not compared" : "compared as a whole");
  }

  /** Whether the values of a signature are independent of each other, as the curve has it. */
  public boolean independent() {
    return hashing != Hashing.LUCENE;
  }

  /** The working part for one thread. */
  public MinHash open() {
    return new MinHash(this);
  }

  /** What cuts texts into the shingles that are compared exactly, for one thread. */
  Shingler shingler() {
    return unit.open(size, tokens);
  }

  /**
   * What makes the values, for one thread.
   *
   * @param also gets every shingle too
   */
  Signer signer(ShingleSink also) {
    int values = banding.values();
    return hashing == Hashing.LUCENE
        ? lucene(values, also)
        : new KernelSigner(
            shingler(), MinHashKernel.of(HashFamily.ofValues(values, seed)), values, also);
  }

  private Signer lucene(int values, ShingleSink also) {
    LuceneSigner signer = new LuceneSigner(unit, size, values);
    Shingler shingler = shingler();
    return form -> {
      shingler.shingle(form, also);
      return signer.sign(form);
    };
  }
}
