package zydeco.jobs;

import java.util.function.IntSupplier;
import picocli.CommandLine.Option;
import zydeco.classifiers.fasttext.FastTextSource;
import zydeco.classifiers.fasttext.Training;
import zydeco.pipeline.recipe.RecipeException;

/** How a fastText-format model is trained. */
final class TrainingOptions {
  private static final Training STANDARD = Training.standard(17);

  @Option(names = "--seed", paramLabel = "N", description = "Decides every choice that is free.")
  private long seed = STANDARD.seed();

  @Option(names = "--dim", paramLabel = "N", description = "Numbers a word (default: 16).")
  private int dim = STANDARD.dim();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the texts (default: 25).")
  private int epochs = STANDARD.epochs();

  @Option(names = "--rate", paramLabel = "X", description = "The first step size (default: 1).")
  private double rate = STANDARD.rate();

  @Option(names = "--word-ngrams", paramLabel = "N", description = "The longest (default: 2).")
  private int wordNgrams = STANDARD.wordNgrams();

  @Option(names = "--minn", paramLabel = "N", description = "Shortest character n-gram.")
  private int minn = STANDARD.minn();

  @Option(
      names = "--maxn",
      paramLabel = "N",
      description = "Longest character n-gram (default: 0, none).")
  private int maxn = STANDARD.maxn();

  @Option(
      names = "--buckets",
      paramLabel = "N",
      description =
          "Rows shared by n-grams (default: 200,000); the model takes 4 x dim bytes each.")
  private int buckets = STANDARD.bucket();

  @Option(
      names = "--min-count",
      paramLabel = "N",
      description = "A rarer word has no row of its own (default: 2).")
  private int minCount = STANDARD.minCount();

  @Option(
      names = "--max-chars",
      paramLabel = "N",
      description =
          "Look at so many characters of a text, 0: all (default: as many as the model of --of sees,"
              + " else all); the card says so too.")
  private Integer maxChars;

  @Option(
      names = "--lines",
      paramLabel = "HOW",
      description = {
        "How a text becomes a line: blanks (as it stands), words (lower case, each character that is"
            + " no letter, mark or number by itself: learns more) or dclm (default: words with"
            + " --scored, else blanks); the card says so too."
      })
  private String lines;

  FastTextSource.Lines lines(FastTextSource.Lines otherwise) {
    if (lines == null) {
      return otherwise;
    }
    FastTextSource.Lines how = FastTextSource.Lines.named(lines);
    if (how == null) {
      throw new RecipeException(
          "--lines: Cannot make lines by '" + lines + "'. Say blanks, words or dclm.");
    }
    return how;
  }

  Training training() {
    try {
      return new Training(dim, epochs, rate, wordNgrams, minn, maxn, buckets, minCount, seed);
    } catch (IllegalArgumentException e) {
      throw new RecipeException(
          "train-scorer: Cannot train so: " + e.getMessage() + ". Mend the option of that name.");
    }
  }

  /**
   * How many characters are looked at.
   *
   * @param otherwise says it where no option does
   */
  int maxChars(IntSupplier otherwise) {
    if (maxChars == null) {
      return otherwise.getAsInt();
    }
    if (maxChars < 0) {
      throw new RecipeException(
          "--max-chars: Cannot look at " + maxChars + " characters. Say 0 for all.");
    }
    return maxChars;
  }
}
