package zydeco.filters.ngram;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import zydeco.filters.list.ListFile;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SplitWords;
import zydeco.filters.text.Tokens;

/** Perplexity by an n-gram model of the recipe's own. */
public final class NgramSignals {
  private static final String LIST = "ngram-model";

  /** The signal. */
  public static final List<Signal> ROWS =
      List.of(
          new Signal(
                  "ngram-perplexity",
                  "perplexity",
                  "1..",
                  "CCNet (Wenzek et al. 2020)",
                  "Perplexity of the words between blanks as they stand, each line a sentence whose"
                      + " end counts as a word; undefined without words.",
                  NgramSignals::perplexity)
              .needing(LIST));

  private NgramSignals() {}

  private static double perplexity(Segments segments) {
    ArpaModel model = ListFile.once(LIST, segments.lists().path(LIST), ArpaModel::read);
    Tokens tokens = SplitWords.of(segments).tokens();
    byte[] bytes = segments.bytes();
    String[] line = new String[64];
    int count = 0;
    double sum = 0;
    long length = 0;
    for (int word = 0; word < tokens.count(); word++) {
      int start = tokens.start(word);
      line = count == line.length ? Arrays.copyOf(line, 2 * count) : line;
      line[count++] = new String(bytes, start, tokens.end(word) - start, StandardCharsets.UTF_8);
      if (word + 1 == tokens.count()
          || hasNewline(bytes, tokens.end(word), tokens.start(word + 1))) {
        sum += model.logProbability(line, count);
        length += count + 1;
        count = 0;
      }
    }
    return length == 0 ? Double.NaN : Math.pow(10, -sum / length);
  }

  private static boolean hasNewline(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\n') {
        return true;
      }
    }
    return false;
  }
}
