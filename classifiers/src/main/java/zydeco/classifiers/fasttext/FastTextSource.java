package zydeco.classifiers.fasttext;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.Score;
import zydeco.classifiers.ScorerSource;
import zydeco.classifiers.Shared;
import zydeco.classifiers.TextScorer;
import zydeco.pipeline.recipe.LocalFile;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.text.TextUnits;

/**
 * A fastText model as a scorer: the score is the probability of one label.
 *
 * @param file the model, {@code .bin} or {@code .ftz}
 * @param label whose probability is the score, without {@code __label__}
 * @param lines how the text becomes one line
 * @param maxChars code points of a text that are looked at, 0: all
 * @param unit what is judged at a time; the score is the mean over the units by their bytes, and
 *     the label that of the longest
 */
public record FastTextSource(
    ModelFile file, String label, Lines lines, int maxChars, TextUnits unit)
    implements ScorerSource {
  private static final Shared<FastTextModel> MODELS = new Shared<>();

  /** How a text becomes the one line that fastText judges. */
  public enum Lines {
    /** Newlines count as blanks, nothing else is changed. */
    BLANKS,
    /**
     * As DCLM does before its quality model: white space goes from both ends, and whatever Python's
     * splitlines splits at counts as a blank. Source: mlfoundations/dclm 361714bd, {@code " "
     * .join(text.strip().splitlines())}.
     */
    DCLM,
    /**
     * Lower case, and each character that is no letter, mark or number by itself: of few texts more
     * is learnt so.
     */
    WORDS;

    /** The line of a text in UTF-8. */
    byte[] of(byte[] text) {
      return switch (this) {
        case BLANKS -> text;
        case DCLM -> DclmLine.of(text);
        case WORDS -> WordLine.of(text);
      };
    }

    /** As cards and options call it. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The way of a name, or null. */
    public static Lines named(String key) {
      return Arrays.stream(values()).filter(one -> one.key().equals(key)).findFirst().orElse(null);
    }
  }

  /** The model of a file, loaded once a JVM. Throws ModelException where it cannot be used. */
  static FastTextModel shared(ModelFile file) {
    return MODELS.get(
        file.sha256(),
        () -> {
          file.verify();
          return FastTextModel.read(LocalFile.here(file.path()));
        });
  }

  @Override
  public List<ModelFile> files() {
    return List.of(file);
  }

  @Override
  public boolean labelled() {
    return true;
  }

  @Override
  public void check() {
    open();
  }

  @Override
  public TextScorer open() {
    FastTextModel model = shared(file);
    int place = model.labels().indexOf(label);
    if (place < 0) {
      String near = RecipeException.nearest(label, model.labels());
      throw new ModelException(
          file.path(),
          "it has no label '" + label + "'",
          near == null
              ? "Its labels: " + first(model.labels()) + "."
              : "Did you mean " + near + "?");
    }
    FastTextPredictor predictor = model.predictor();
    return text -> {
      byte[] beginning = beginning(text, maxChars);
      return unit == TextUnits.DOCUMENT
          ? score(predictor, lines.of(beginning), place)
          : mean(predictor, beginning, place);
    };
  }

  private Score mean(FastTextPredictor predictor, byte[] text, int place) {
    double sum = 0;
    int longest = -1;
    String label = null;
    for (TextUnits.Span span : unit.of(text)) {
      byte[] one = Arrays.copyOfRange(text, span.from(), span.to());
      Score score = score(predictor, lines.of(one), place);
      sum += score.value() * span.length();
      if (span.length() > longest) {
        longest = span.length();
        label = score.label();
      }
    }
    return new Score(rounded(text.length == 0 ? 0 : sum / text.length), label);
  }

  /** The first so many code points of a UTF-8 text; 0: all of it. */
  static byte[] beginning(byte[] text, int maxChars) {
    if (maxChars == 0 || text.length <= maxChars) {
      return text;
    }
    int chars = 0;
    for (int i = 0; i < text.length; i++) {
      if ((text[i] & 0xC0) != 0x80 && chars++ == maxChars) {
        return Arrays.copyOf(text, i);
      }
    }
    return text;
  }

  /** To six decimals, so that a difference in the last bits of exp and log is not seen. */
  static double rounded(double probability) {
    return Math.rint(probability * 1e6) / 1e6;
  }

  private static Score score(FastTextPredictor predictor, byte[] line, int place) {
    double probability = predictor.probability(line, place);
    Prediction best = predictor.bestOfLast();
    return new Score(rounded(probability), best == null ? null : best.label());
  }

  static String first(List<String> labels) {
    return String.join(", ", labels.subList(0, Math.min(20, labels.size())));
  }
}
