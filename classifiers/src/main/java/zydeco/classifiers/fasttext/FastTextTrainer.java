package zydeco.classifiers.fasttext;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import zydeco.classifiers.Temperature;

/**
 * Trains a supervised model with softmax that the official fastText reads. One thread: the same
 * examples in the same order, options and seed give the same file, byte for byte.
 */
public final class FastTextTrainer {

  /**
   * A text and its label.
   *
   * @param label without {@code __label__}, without blanks
   * @param text UTF-8
   * @param sure how far the text is the label's, above 0 to 1; the other labels share the rest
   */
  public record Example(String label, byte[] text, float sure) {

    /** A text that is its label's altogether. */
    public Example(String label, byte[] text) {
      this(label, text, 1);
    }

    public Example {
      if (!(sure > 0 && sure <= 1)) {
        throw new IllegalArgumentException("a text cannot be a label's to " + sure);
      }
      if (label.isEmpty() || label.chars().anyMatch(c -> c <= ' ')) {
        throw new IllegalArgumentException("a label cannot be '" + label + "'");
      }
    }
  }

  private final Training training;
  private final Arguments arguments;
  private final List<Example> examples;
  private final Map<String, Integer> labelPlaces = new HashMap<>();
  private long[] wordCounts;
  private long tokens;
  private Vocabulary vocabulary;
  private Rows input;
  private Rows output;
  private int[] rows = new int[1024];
  private int count;

  private FastTextTrainer(Training training, List<Example> examples) {
    this.training = training;
    this.arguments = training.arguments();
    this.examples = examples;
  }

  /**
   * Trains a model and writes it to a file, which appears whole. Throws IllegalArgumentException
   * where the examples have fewer than two labels or no word often enough.
   */
  public static FastTextModel train(List<Example> examples, Training training, Path file)
      throws IOException {
    trained(examples, training).write(file);
    return FastTextModel.read(file);
  }

  /** A trained model that is not in a file yet. Throws as {@link #train} does. */
  static FastTextTrainer trained(List<Example> examples, Training training) {
    FastTextTrainer trainer = new FastTextTrainer(training, examples);
    trainer.countWords();
    trainer.descend();
    return trainer;
  }

  /** The model as it is now. */
  FastTextModel model() {
    return FastTextModel.of(arguments, vocabulary, input, output);
  }

  /** Divides every logit: they are products with the output matrix. */
  void divideLogits(Temperature by) {
    output.scale((float) (1 / by.value()));
  }

  private void countWords() {
    Map<Word, long[]> counts = new HashMap<>();
    Map<String, Long> labels = new HashMap<>();
    for (Example example : examples) {
      labels.merge(example.label(), 1L, Long::sum);
      byte[] text = example.text();
      for (int at = 0; at < text.length; ) {
        int from = at;
        while (at < text.length && !LineReader.isBlank(text[at])) {
          at++;
        }
        if (at > from && !Vocabulary.isLabel(text, from, at - from)) {
          counts
              .computeIfAbsent(new Word(Arrays.copyOfRange(text, from, at)), w -> new long[1])[0]++;
        }
        at++;
      }
      counts.computeIfAbsent(new Word(Vocabulary.END), w -> new long[1])[0]++;
    }
    if (labels.size() < 2) {
      throw new IllegalArgumentException(
          "the examples have the labels " + labels.keySet() + "; two are needed at least");
    }
    List<Map.Entry<Word, long[]>> kept =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue()[0] >= training.minCount())
            .sorted(
                Comparator.<Map.Entry<Word, long[]>>comparingLong(entry -> -entry.getValue()[0])
                    .thenComparing(entry -> entry.getKey().bytes, Arrays::compareUnsigned))
            .toList();
    tokens = counts.values().stream().mapToLong(n -> n[0]).sum();
    wordCounts = kept.stream().mapToLong(entry -> entry.getValue()[0]).toArray();
    List<String> names =
        labels.keySet().stream()
            .sorted(
                Comparator.<String>comparingLong(name -> -labels.get(name)).thenComparing(n -> n))
            .toList();
    names.forEach(name -> labelPlaces.put(name, labelPlaces.size()));
    vocabulary =
        Vocabulary.of(
            kept.stream().map(entry -> entry.getKey().bytes).toList(),
            names,
            names.stream().mapToLong(labels::get).toArray());
  }

  private void descend() {
    input =
        Rows.uniform(
            vocabulary.words() + arguments.bucket(),
            arguments.dim(),
            1f / arguments.dim(),
            training.seed());
    output = Rows.zeros(labelPlaces.size(), arguments.dim());
    WordRows wordRows = WordRows.of(vocabulary, new CharacterNgrams(arguments, vocabulary));
    LineReader reader = new LineReader(arguments, vocabulary, wordRows, this::collect);
    SplittableRandom random = new SplittableRandom(training.seed() ^ 0x5EED);
    List<Example> order = new ArrayList<>(examples);
    long step = 0;
    long steps = (long) training.epochs() * order.size();
    for (int epoch = 0; epoch < training.epochs(); epoch++) {
      shuffle(order, random);
      for (Example example : order) {
        double rate = training.rate() * (1 - (double) step++ / steps);
        count = 0;
        reader.read(example.text());
        if (count > 0) {
          update(labelPlaces.get(example.label()), example.sure(), (float) rate);
        }
      }
    }
  }

  private static void shuffle(List<Example> order, SplittableRandom random) {
    for (int i = order.size() - 1; i > 0; i--) {
      java.util.Collections.swap(order, i, random.nextInt(i + 1));
    }
  }

  private void collect(int[] more, int length) {
    if (count + length > rows.length) {
      rows = Arrays.copyOf(rows, 2 * (count + length));
    }
    System.arraycopy(more, 0, rows, count, length);
    count += length;
  }

  /** One step of gradient descent on the cross entropy of softmax, as fastText takes it. */
  private void update(int target, float sure, float rate) {
    float[] hidden = new float[arguments.dim()];
    input.addTo(hidden, rows, count);
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] *= 1f / count;
    }
    float[] odds = odds(hidden);
    float[] gradient = new float[hidden.length];
    float others = (1 - sure) / (odds.length - 1);
    for (int label = 0; label < odds.length; label++) {
      float alpha = rate * ((label == target ? sure : others) - odds[label]);
      output.addTo(gradient, label, alpha);
      output.add(label, hidden, alpha);
    }
    for (int i = 0; i < count; i++) {
      input.add(rows[i], gradient, 1f / count);
    }
  }

  private float[] odds(float[] hidden) {
    float[] odds = new float[output.count()];
    float max = Float.NEGATIVE_INFINITY;
    for (int label = 0; label < odds.length; label++) {
      odds[label] = output.dot(hidden, label);
      max = Math.max(max, odds[label]);
    }
    float sum = 0;
    for (int label = 0; label < odds.length; label++) {
      odds[label] = (float) StrictMath.exp(odds[label] - max);
      sum += odds[label];
    }
    for (int label = 0; label < odds.length; label++) {
      odds[label] /= sum;
    }
    return odds;
  }

  /** Writes the model to a file, which appears whole. */
  void write(Path file) throws IOException {
    Path aside = file.resolveSibling("." + file.getFileName() + ".part");
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(aside), 1 << 16)) {
      ModelOutput out = new ModelOutput(stream);
      out.int32(FastTextModel.MAGIC);
      out.int32(FastTextModel.NEWEST);
      arguments.write(out, training.epochs(), training.minCount());
      vocabulary.write(out, wordCounts, tokens);
      out.int8(0);
      input.write(out);
      out.int8(0);
      output.write(out);
    }
    Files.move(
        aside,
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /** Bytes as a key. */
  private static final class Word {
    private final byte[] bytes;

    Word(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Word word && Arrays.equals(bytes, word.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
