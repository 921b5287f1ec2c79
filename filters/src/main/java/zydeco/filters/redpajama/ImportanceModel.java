package zydeco.filters.redpajama;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zydeco.filters.text.Segments;

/**
 * How likely a text's features are in a target corpus rather than in a source corpus (Xie et al.
 * 2023, DSIR). A model file is text: a heading, the mean words of a document in target and source,
 * then a line with the two counts of each bucket.
 */
public final class ImportanceModel {
  private static final String HEADING = "zydeco-importance 2";
  private static final double FLOOR = 1e-8;

  private final double[] weights;
  private final double targetLength;
  private final double sourceLength;

  private ImportanceModel(long[] target, long[] source, double targetLength, double sourceLength) {
    this.targetLength = targetLength;
    this.sourceLength = sourceLength;
    double targets = sum(target);
    double sources = sum(source);
    weights = new double[Features.BUCKETS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.log(target[i] / targets + FLOOR) - Math.log(source[i] / sources + FLOOR);
    }
  }

  private static double sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** Reads a model's file; one that is none is an IllegalArgumentException. */
  static ImportanceModel read(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      if (!HEADING.equals(lines.readLine())) {
        throw new IllegalArgumentException(
            file
                + ":1: Cannot read the importance model: it does not begin with '"
                + HEADING
                + "'. Make it with './zydeco importance'.");
      }
      String[] lengths = pair(lines.readLine());
      long[] target = new long[Features.BUCKETS];
      long[] source = new long[Features.BUCKETS];
      for (int i = 0; i < target.length; i++) {
        String[] counts = pair(lines.readLine());
        target[i] = Long.parseLong(counts[0]);
        source[i] = Long.parseLong(counts[1]);
      }
      return new ImportanceModel(
          target, source, Double.parseDouble(lengths[0]), Double.parseDouble(lengths[1]));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the importance model " + file + " is damaged", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the importance model " + file, e);
    }
  }

  private static String[] pair(String line) {
    String[] pair = line == null ? new String[0] : line.split(" ", -1);
    if (pair.length != 2) {
      throw new NumberFormatException("no pair of numbers");
    }
    return pair;
  }

  /** Counts of one corpus. */
  public static final class Corpus {
    private final long[] counts = new long[Features.BUCKETS];
    private final Segments segments = new Segments();
    private long documents;
    private long words;

    /** Counts a text's features. */
    public void add(byte[] text) {
      Features features = Features.of(segments.of(text));
      for (int i = 0; i < counts.length; i++) {
        counts[i] += features.counts()[i];
      }
      documents++;
      words += features.words();
    }

    /** How many texts were counted. */
    public long documents() {
      return documents;
    }

    /** How many words they have. */
    public long words() {
      return words;
    }
  }

  /** Writes a model; both corpora must have words. */
  public static void write(Corpus target, Corpus source, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(HEADING);
    lines.add(
        (double) target.words / target.documents + " " + (double) source.words / source.documents);
    for (int i = 0; i < target.counts.length; i++) {
      lines.add(target.counts[i] + " " + source.counts[i]);
    }
    Files.write(file, lines, StandardCharsets.UTF_8);
  }

  /** The logarithm of the ratio of the two likelihoods. */
  double importance(int[] features) {
    double sum = 0;
    for (int i = 0; i < features.length; i++) {
      sum += features[i] * weights[i];
    }
    return sum;
  }

  /**
   * What the length adds, lengths taken as Poisson-distributed about the corpora's means. The
   * origin counts words for these and characters here, which leaves nothing to add but to short
   * texts.
   */
  double lengthCorrection(int characters) {
    return Math.log(poisson(characters, targetLength) + FLOOR)
        - Math.log(poisson(characters, sourceLength) + FLOOR);
  }

  private static double poisson(int count, double mean) {
    return Math.exp(count * Math.log(mean) - mean - logFactorial(count));
  }

  /** Stirling's series beyond a table's reach; the error is below 1e-12. */
  private static double logFactorial(int n) {
    double x = n + 1.0;
    double shift = 0;
    while (x < 16) {
      shift -= Math.log(x);
      x++;
    }
    double inverse = 1 / (x * x);
    double series =
        (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680))) / x;
    return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
  }
}
