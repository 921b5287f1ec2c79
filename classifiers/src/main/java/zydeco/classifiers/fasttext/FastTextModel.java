package zydeco.classifiers.fasttext;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import zydeco.classifiers.ModelException;

/**
 * A supervised fastText model, {@code .bin} or quantised {@code .ftz} (file format versions 11 and
 * 12; softmax, hierarchical softmax, negative sampling, one-vs-all; word n-grams, character
 * n-grams, pruned vocabularies). Read whole into the heap; a quantised model is expanded, so that
 * lid.176.ftz takes 0.9 MB of disk and about 17 MB of heap. Immutable: threads share it, each with
 * its own {@link #predictor}.
 *
 * <p>Source of the format and of every rounding: facebookresearch/fastText 1142dc4c (MIT), files
 * dictionary.cc, fasttext.cc, quantmatrix.cc, productquantizer.cc, loss.cc.
 */
public final class FastTextModel {
  static final int MAGIC = 793712314;
  static final int NEWEST = 12;

  private final Arguments arguments;
  private final Vocabulary vocabulary;
  private final Rows input;
  private final OutputLayer output;
  private final List<String> labels;
  private final WordRows wordRows;

  private FastTextModel(
      Arguments arguments, Vocabulary vocabulary, Rows input, OutputLayer output) {
    this.arguments = arguments;
    this.vocabulary = vocabulary;
    this.input = input;
    this.output = output;
    this.labels = vocabulary.labels();
    this.wordRows = WordRows.of(vocabulary, new CharacterNgrams(arguments, vocabulary));
  }

  /** A model with softmax that is not in a file yet. */
  static FastTextModel of(Arguments arguments, Vocabulary vocabulary, Rows input, Rows output) {
    return new FastTextModel(arguments, vocabulary, input, new OutputLayer.Softmax(output));
  }

  /** Throws ModelException where the file cannot be read or is not such a model. */
  public static FastTextModel read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return read(in, Files.size(file), file.toString());
    } catch (IOException e) {
      throw new ModelException(
          file.toString(), "it cannot be read (" + e + ")", "Name a readable file.", e);
    }
  }

  /** The model in a stream of so many bytes; the name is for complaints. */
  public static FastTextModel read(InputStream in, long size, String name) {
    try {
      return parse(new ModelInput(in, size));
    } catch (EOFException e) {
      throw new ModelException(
          name,
          "the file ends within " + e.getMessage(),
          "It is cut short or damaged: fetch it again.",
          e);
    } catch (ModelInput.MalformedModel e) {
      throw new ModelException(
          name,
          e.getMessage(),
          "A supervised fastText model (.bin or .ftz) is wanted; if it is one, it is damaged: fetch"
              + " it again.",
          e);
    } catch (IOException e) {
      throw new ModelException(name, "it cannot be read (" + e + ")", "Name a readable file.", e);
    } catch (OutOfMemoryError e) {
      throw new ModelException(
          name,
          "its " + size + " bytes do not fit into the heap",
          "Give executors more memory: a .bin takes its size, a .ftz about ten times its size.",
          e);
    }
  }

  private static FastTextModel parse(ModelInput in) throws IOException {
    if (in.left() < 8 || in.int32("the header") != MAGIC) {
      throw new ModelInput.MalformedModel("it does not begin as a fastText model does");
    }
    int version = in.int32("the header");
    if (version < 11 || version > NEWEST) {
      throw new ModelInput.MalformedModel(
          "its format version is " + version + ", and 11 and 12 are known");
    }
    Arguments arguments = Arguments.read(in, version);
    Vocabulary vocabulary = Vocabulary.read(in, arguments);
    boolean quantised = in.flag("the input matrix");
    if (!quantised && vocabulary.pruned()) {
      throw new ModelInput.MalformedModel("its vocabulary is pruned, but its matrix not quantised");
    }
    Rows input = readRows(in, quantised, "the input matrix", arguments.dim());
    if (input.count() < vocabulary.rows(arguments)) {
      throw new ModelInput.MalformedModel(
          "its input matrix has "
              + input.count()
              + " rows where its dictionary needs "
              + vocabulary.rows(arguments));
    }
    boolean quantisedOutput = in.flag("the output matrix");
    Rows output = readRows(in, quantised && quantisedOutput, "the output matrix", arguments.dim());
    long[] counts = vocabulary.labelCounts();
    OutputLayer.checkRows(
        output,
        arguments.loss() == Arguments.Loss.HIERARCHICAL_SOFTMAX
            ? counts.length - 1
            : counts.length);
    if (in.left() > 0) {
      throw new ModelInput.MalformedModel(in.left() + " bytes follow the model");
    }
    return new FastTextModel(
        arguments, vocabulary, input, OutputLayer.of(arguments.loss(), output, counts));
  }

  private static Rows readRows(ModelInput in, boolean quantised, String what, int dim)
      throws IOException {
    Rows rows = quantised ? Rows.readQuantised(in, what) : Rows.readDense(in, what);
    if (rows.dim() != dim) {
      throw new ModelInput.MalformedModel(
          what + " has rows of " + rows.dim() + " numbers, not " + dim);
    }
    return rows;
  }

  /** The labels in the model's order, without the prefix {@code __label__}. */
  public List<String> labels() {
    return labels;
  }

  /** Something that predicts with this model, for one thread. */
  public FastTextPredictor predictor() {
    return new FastTextPredictor(this);
  }

  Arguments arguments() {
    return arguments;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  Rows input() {
    return input;
  }

  OutputLayer output() {
    return output;
  }

  WordRows wordRows() {
    return wordRows;
  }
}
