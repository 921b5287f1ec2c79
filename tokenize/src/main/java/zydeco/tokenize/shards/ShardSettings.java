package zydeco.tokenize.shards;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.tokenize.formats.ShardFormat;
import zydeco.tokenize.formats.TokenType;
import zydeco.tokenize.mixture.Pools;
import zydeco.tokenize.packing.Packing;
import zydeco.tokenize.text.TokenizerException;
import zydeco.tokenize.text.TokenizerFile;

/**
 * What a recipe's {@code output.shards} says.
 *
 * @param recipe the recipe's name
 * @param seed the recipe's seed
 * @param tokenizer the file that turns text into ids
 * @param endOfText the id behind every document
 * @param padding the id that fills up sequences
 * @param type how ids are stored
 * @param formats of the files, each once
 * @param sequence tokens of a sequence
 * @param packing how documents are laid into sequences
 * @param pools what mixtures weigh
 * @param score the column that a curriculum orders by, or null
 * @param phases in order; one without a name where the recipe states none
 * @param heldOut fraction of documents kept out of training, from 0 to 0.5
 * @param shardTokens tokens of a file, about
 */
public record ShardSettings(
    String recipe,
    long seed,
    TokenizerFile tokenizer,
    int endOfText,
    int padding,
    TokenType type,
    List<ShardFormat> formats,
    int sequence,
    Packing packing,
    Pools pools,
    String score,
    List<TrainingPhase> phases,
    double heldOut,
    long shardTokens)
    implements Serializable {

  public ShardSettings {
    formats = List.copyOf(formats);
    phases = List.copyOf(phases);
  }

  /**
   * Reads and checks them. Throws RecipeException with file and line.
   *
   * @param settings the mapping under {@code shards}
   * @param known what the recipe has beside it
   */
  public static ShardSettings of(Settings settings, RecipeFacts known) {
    TokenizerFile tokenizer = tokenizer(settings);
    int endOfText;
    int padding;
    try {
      endOfText = tokenizer.endOfText(settings.textOrNull("end-of-text"));
    } catch (TokenizerException e) {
      throw settings.error(
          "end-of-text", "Cannot find the end of text: " + e.why() + ".", e.mend());
    }
    try {
      padding = tokenizer.padding(settings.textOrNull("padding"), endOfText);
    } catch (TokenizerException e) {
      throw settings.error("padding", "Cannot find the padding: " + e.why() + ".", e.mend());
    }
    MixtureSettings mixtures = MixtureSettings.read(settings, known);
    ShardSettings read =
        new ShardSettings(
            known.recipe(),
            known.seed(),
            tokenizer,
            endOfText,
            padding,
            type(settings, tokenizer),
            formats(settings),
            (int) settings.integer("sequence", 1, 1 << 24),
            Packing.of(settings.choice("packing", Packing.words().toArray(new String[0]))),
            mixtures.pools(),
            mixtures.score(),
            mixtures.phases(),
            settings.number("held-out", 0, 0.5),
            settings.integer("shard-tokens", 1, 1L << 31));
    read.checkSizes(settings);
    settings.finish();
    return read;
  }

  /** Reads {@code tokenizer} and {@code special-tokens}; throws RecipeException. */
  public static TokenizerFile tokenizer(Settings settings) {
    boolean literal = settings.choice("special-tokens", "text", "control").equals("text");
    try {
      TokenizerFile file = TokenizerFile.read(settings.resolve(settings.text("tokenizer")));
      file = literal ? file : file.withControlTokens();
      file.check();
      return file;
    } catch (TokenizerException e) {
      throw settings.error("tokenizer", "Cannot use the tokenizer: " + e.why() + ".", e.mend());
    }
  }

  private static TokenType type(Settings settings, TokenizerFile tokenizer) {
    TokenType least = TokenType.forVocabulary(tokenizer.vocabulary());
    String given = settings.choice("dtype", "auto", "uint16", "uint32");
    if (given.equals("uint16") && least != TokenType.UINT16) {
      throw settings.error(
          "dtype",
          String.format(
              java.util.Locale.ROOT,
              "Cannot store ids as uint16: the vocabulary has %,d, and uint16 holds 65,536.",
              tokenizer.vocabulary()),
          "Say 'dtype: auto' or 'dtype: uint32'.");
    }
    return given.equals("uint32") ? TokenType.INT32 : least;
  }

  private static List<ShardFormat> formats(Settings settings) {
    LinkedHashSet<ShardFormat> formats = new LinkedHashSet<>();
    for (String word : settings.texts("format")) {
      if (!ShardFormat.words().contains(word)) {
        throw settings.error(
            "format",
            "Cannot write '" + word + "': there is no such format.",
            RecipeException.hint(
                word,
                ShardFormat.words(),
                "Formats: " + String.join(", ", ShardFormat.words()) + "."));
      }
      formats.add(ShardFormat.of(word));
    }
    if (formats.isEmpty()) {
      throw settings.error(
          "format", "Cannot write shards: the list of formats is empty.", "Give one of them.");
    }
    return new ArrayList<>(formats);
  }

  private void checkSizes(Settings settings) {
    if (shardTokens < sequence) {
      throw settings.error(
          "shard-tokens",
          "Cannot write shards of " + shardTokens + " tokens: a sequence has " + sequence + ".",
          "Give more, or leave it out.");
    }
    if (formats.contains(ShardFormat.MDS) && shardTokens * type.width() > 3L << 30) {
      throw settings.error(
          "shard-tokens",
          "Cannot write MDS shards of so many tokens: the format's offsets end at 4 GiB.",
          "Give at most " + ((3L << 30) / type.width()) + ".");
    }
  }
}
