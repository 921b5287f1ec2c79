package zydeco.filters.ngram;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * An n-gram model with back-off in ARPA's text format. The probability of a word after others is
 * that of the longest n-gram of them that the model has, times the back-off weights of the longer
 * contexts that it has (Katz 1987). Immutable; any thread may ask.
 */
final class ArpaModel {
  private static final String BEGIN = "<s>";
  private static final String END = "</s>";
  private static final String UNKNOWN = "<unk>";
  private static final double IMPOSSIBLE = -100;

  /** Base-10 logarithms of probability and back-off weight, by the words joined by blanks. */
  private final Map<String, double[]> grams = new HashMap<>();

  private int order;

  /** Reads a file; one that is no ARPA model is an IllegalArgumentException that names the line. */
  static ArpaModel read(Path file) {
    ArpaModel model = new ArpaModel();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.matches("\\\\[0-9]+-grams:")) {
          model.order = Integer.parseInt(line.substring(1, line.indexOf('-')));
        } else if (model.order > 0 && !line.isBlank() && !line.startsWith("\\")) {
          model.add(line, file + ":" + number);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the n-gram model " + file, e);
    }
    if (model.order == 0) {
      throw new IllegalArgumentException(
          file
              + ":1: Cannot read the n-gram model: it has no n-grams. Give a model in ARPA"
              + " format.");
    }
    return model;
  }

  private void add(String line, String place) {
    String[] cells = line.split("\t", -1);
    try {
      double weight = cells.length > 2 ? Double.parseDouble(cells[2]) : 0;
      grams.put(cells[1], new double[] {Double.parseDouble(cells[0]), weight});
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          place
              + ": Cannot read the n-gram model: '"
              + line
              + "' is not a number, words and perhaps a number, tabs between them. Give a model in"
              + " ARPA format.",
          e);
    }
  }

  /** The base-10 logarithm of the probability of a sentence's words and its end. */
  double logProbability(String[] words, int count) {
    String[] all = new String[count + 2];
    all[0] = BEGIN;
    for (int i = 0; i < count; i++) {
      all[i + 1] = grams.containsKey(words[i]) ? words[i] : UNKNOWN;
    }
    all[count + 1] = END;
    double sum = 0;
    for (int i = 1; i < all.length; i++) {
      sum += ofWord(all, i);
    }
    return sum;
  }

  private double ofWord(String[] words, int last) {
    double backoff = 0;
    for (int first = Math.max(0, last - order + 1); first <= last; first++) {
      double[] gram = grams.get(joined(words, first, last));
      if (gram != null) {
        return backoff + gram[0];
      }
      double[] context = first < last ? grams.get(joined(words, first, last - 1)) : null;
      backoff += context == null ? 0 : context[1];
    }
    return backoff + IMPOSSIBLE;
  }

  private static String joined(String[] words, int first, int last) {
    if (first == last) {
      return words[first];
    }
    StringBuilder joined = new StringBuilder(words[first]);
    for (int i = first + 1; i <= last; i++) {
      joined.append(' ').append(words[i]);
    }
    return joined.toString();
  }
}
