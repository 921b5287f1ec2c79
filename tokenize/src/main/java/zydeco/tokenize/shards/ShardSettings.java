package zydeco.tokenize.shards;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.tokenize.mixture.Mixture;
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
 * @param format of the files: {@code megatron}
 * @param sequence tokens of a sequence
 * @param packing how documents are laid into sequences
 * @param mixture how much of which source
 * @param heldOut fraction of documents kept out of training, from 0 to 0.5
 * @param shardTokens tokens of a file, about
 */
public record ShardSettings(
    String recipe,
    long seed,
    TokenizerFile tokenizer,
    int endOfText,
    int padding,
    String format,
    int sequence,
    Packing packing,
    Mixture mixture,
    double heldOut,
    long shardTokens)
    implements Serializable {

  /**
   * Reads and checks them. Throws RecipeException with file and line.
   *
   * @param settings the mapping under {@code shards}
   * @param sources the names of the recipe's sources, in order
   * @param recipe the recipe's name
   * @param seed the recipe's seed
   */
  public static ShardSettings of(
      Settings settings, List<String> sources, String recipe, long seed) {
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
    ShardSettings read =
        new ShardSettings(
            recipe,
            seed,
            tokenizer,
            endOfText,
            padding,
            settings.choice("format", "megatron"),
            (int) settings.integer("sequence", 1, 1 << 24),
            Packing.of(settings.choice("packing", Packing.words().toArray(new String[0]))),
            mixture(settings, sources),
            settings.number("held-out", 0, 0.5),
            settings.integer("shard-tokens", 1, 1L << 31));
    settings.finish();
    return read;
  }

  private static TokenizerFile tokenizer(Settings settings) {
    try {
      TokenizerFile file = TokenizerFile.read(settings.resolve(settings.text("tokenizer")));
      file.openLibrary().close();
      return file;
    } catch (TokenizerException e) {
      throw settings.error("tokenizer", "Cannot use the tokenizer: " + e.why() + ".", e.mend());
    }
  }

  private static Mixture mixture(Settings settings, List<String> sources) {
    long budget =
        settings.textOrNull("tokens") == null
            ? 0
            : settings.integer("tokens", 1, Long.MAX_VALUE / 1024);
    double cap = settings.number("epochs-cap", Double.MIN_NORMAL, 1e6);
    Map<String, Double> weights = weights(settings, sources);
    try {
      return new Mixture(weights, budget, cap);
    } catch (IllegalArgumentException e) {
      throw settings.error(
          "mixture", "Cannot use the mixture: " + e.getMessage() + ".", "Give a weight above 0.");
    }
  }

  private static Map<String, Double> weights(Settings settings, List<String> sources) {
    Map<String, Double> weights = new LinkedHashMap<>();
    if (!settings.isMap("mixture")) {
      String word = settings.textOrNull("mixture");
      if (word != null) {
        throw settings.error(
            "mixture",
            "Cannot read 'mixture': it is '" + word + "'.",
            "Give 'source: weight' pairs.");
      }
      return weights;
    }
    Settings given = settings.map("mixture");
    for (String source : given.keys()) {
      if (!sources.contains(source)) {
        String near = RecipeException.nearest(source, sources);
        throw given.error(
            source,
            "Cannot weigh '" + source + "': the recipe has no such source.",
            near == null
                ? "Sources: " + String.join(", ", sources) + "."
                : "Did you mean '" + near + "'?");
      }
      weights.put(source, given.number(source, 0, 1e12));
    }
    return weights;
  }

  /** How ids are stored. */
  public TokenType type() {
    return TokenType.forVocabulary(tokenizer.vocabulary());
  }
}
