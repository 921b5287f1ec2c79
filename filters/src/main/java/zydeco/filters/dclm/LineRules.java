package zydeco.filters.dclm;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;

/**
 * DCLM's line modifiers in the order of its RefinedWeb configuration: lines of capitals, of digits,
 * of counters ("3 likes"), of one word go; "items in cart" goes from short lines, "Read more..."
 * from their ends, "Sign-in" from their beginnings. An emptied page stays empty. Used by one
 * thread.
 */
public final class LineRules {

  /** One of the modifiers, or the three of phrases together. */
  public enum Step {
    /** Lines of which more than half of the characters are upper case go. */
    CAPITALS,
    /** Lines of digits alone go, superscript and subscript ones among them. */
    DIGITS,
    /** Lines that count likes, shares, views and the like go. */
    COUNTERS,
    /** Lines of one word go, and those of blanks. */
    SHORT_LINES,
    /** The three phrases go from lines of at most ten words. */
    PHRASES
  }

  private static final double MOST_CAPITALS = 0.5;
  private static final double MOST_DIGITS = 0.999999;
  private static final int FEW_WORDS = 10;
  private static final Set<String> COUNTED =
      Set.of(
          "likes",
          "shares",
          "comments",
          "retweets",
          "reposts",
          "quotes",
          "bookmarks",
          "upvotes",
          "downvotes",
          "downloads",
          "views",
          "followers");

  private static final List<Step> ALL = List.of(Step.values());

  private final PageLines lines = new PageLines();
  private byte[] bytes;
  private int scratch;

  /** What some of the rules leave of a text, in the order of the steps. */
  public byte[] apply(byte[] text, List<Step> steps) {
    return apply(room(text, text.length), text.length, steps);
  }

  /** What all rules leave of a text; its buffer has as many bytes free behind it. */
  byte[] apply(byte[] text, int length) {
    return apply(text, length, ALL);
  }

  private byte[] apply(byte[] text, int length, List<Step> steps) {
    bytes = text;
    scratch = length;
    lines.read(text, length);
    steps.forEach(this::apply);
    return lines.join();
  }

  private void apply(Step step) {
    switch (step) {
      case CAPITALS -> strip(line -> share(line, Characters.UPPERCASE) <= MOST_CAPITALS);
      case DIGITS -> strip(line -> share(line, Characters.DIGIT) <= MOST_DIGITS);
      case COUNTERS -> strip(line -> !isCounter(line));
      case SHORT_LINES -> shortLines();
      case PHRASES -> phrases();
      default -> throw new AssertionError(step);
    }
  }

  private void shortLines() {
    if (!lines.isEmpty()) {
      lines.keep(line -> lines.start(line) == lines.end(line) || words(line, 2) >= 2);
    }
  }

  private void phrases() {
    strip(line -> isLong(line) || stays(line, this::withoutCart));
    strip(line -> isLong(line) || stays(line, this::withoutReadMore));
    strip(line -> isLong(line) || stays(line, this::withoutSignIn));
  }

  /** An emptied page stays empty: the origin drops it there. */
  private void strip(PageLines.Test test) {
    if (!lines.isEmpty()) {
      lines.keep(test);
      lines.strip();
    }
  }

  private double share(int line, int classes) {
    int count = 0;
    int all = 0;
    int to = lines.end(line);
    for (int at = lines.start(line); at < to; all++) {
      if (bytes[at] >= 0) {
        count += (Characters.ofAscii(bytes[at++]) & classes) != 0 ? 1 : 0;
      } else {
        count += Characters.is(Utf8.at(bytes, at, to), classes) ? 1 : 0;
        at += Utf8.width(bytes[at]);
      }
    }
    return all == 0 ? 0 : (double) count / all;
  }

  private int words(int line, int enough) {
    int count = 0;
    int at = lines.start(line);
    int to = lines.end(line);
    while (at < to && count < enough) {
      at = Blanks.stripStart(bytes, at, to);
      count += at < to ? 1 : 0;
      while (at < to && Blanks.width(bytes, at, to) == 0) {
        at += Utf8.width(bytes[at]);
      }
    }
    return count;
  }

  private boolean isLong(int line) {
    return words(line, FEW_WORDS + 1) > FEW_WORDS;
  }

  /** Marks, a number such as 1,234 or 5.6K, blanks, a word that is counted, marks. */
  private boolean isCounter(int line) {
    int to = lines.end(line);
    int at = skip(lines.start(line), to, false);
    if (at >= to || !isDecimal(at, to)) {
      return false;
    }
    while (at < to && (bytes[at] == ',' || bytes[at] == '.' || isDecimal(at, to))) {
      at += Utf8.width(bytes[at]);
    }
    if (at < to && "kmb".indexOf(lower(at, to)) >= 0) {
      at += Utf8.width(bytes[at]);
    }
    int word = Blanks.stripStart(bytes, at, to);
    int end = skip(word, to, true);
    return word > at && skip(end, to, false) == to && COUNTED.contains(lowered(word, end));
  }

  private boolean isDecimal(int at, int to) {
    return Characters.is(Utf8.at(bytes, at, to), Characters.DECIMAL);
  }

  /** Goes over characters that are, or are not, of words. */
  private int skip(int from, int to, boolean word) {
    int at = from;
    while (at < to && Characters.is(Utf8.at(bytes, at, to), Characters.WORD) == word) {
      at += Utf8.width(bytes[at]);
    }
    return at;
  }

  private int lower(int at, int to) {
    int c = Utf8.at(bytes, at, to);
    return c >= 'A' && c <= 'Z' ? c + 32 : c == 0x212A ? 'k' : c;
  }

  private String lowered(int from, int to) {
    if (to - from > 20) {
      return "";
    }
    StringBuilder word = new StringBuilder();
    for (int at = from; at < to; at += Utf8.width(bytes[at])) {
      word.appendCodePoint(lower(at, to));
    }
    return word.toString();
  }

  private interface Cut {
    void cut(int line, int from, int to);
  }

  /** Cuts a line; an emptied one goes, and so does one of blanks. */
  private boolean stays(int line, Cut cut) {
    int from = lines.start(line);
    int to = lines.end(line);
    cut.cut(line, from, to);
    return from == to || !lines.isBlank(line);
  }

  private void withoutCart(int line, int from, int to) {
    int start = scratch;
    int copied = from;
    for (int at = from; at < to; ) {
      int end = caseless(at, to, "items in cart");
      if (end < 0) {
        at += Utf8.width(bytes[at]);
        continue;
      }
      int before = Utf8.before(bytes, at, copied);
      boolean blank = at > copied && Blanks.width(bytes, before, to) > 0;
      copy(copied, blank ? before : at);
      copied = end;
      at = end;
    }
    if (copied > from) {
      copy(copied, to);
      lines.range(line, start, scratch);
    }
  }

  private void copy(int from, int to) {
    System.arraycopy(bytes, from, bytes, scratch, to - from);
    scratch += to - from;
  }

  private void withoutReadMore(int line, int from, int to) {
    int at = to;
    for (int any = 0; any < 3 && at > from; any++) {
      at = Utf8.before(bytes, at, from);
    }
    for (int letter = 0; letter < 9 && at > from; letter++) {
      at = Utf8.before(bytes, at, from);
    }
    int end = caseless(at, to, "read more");
    if (end < 0 || Utf8.count(bytes, end, to) != 3) {
      return;
    }
    int before = at > from ? Utf8.before(bytes, at, from) : at;
    lines.range(line, from, at > from && Blanks.width(bytes, before, to) > 0 ? before : at);
  }

  private void withoutSignIn(int line, int from, int to) {
    int end = caseless(from, to, "sign-in");
    if (end >= 0) {
      lines.range(line, end + (end < to ? Blanks.width(bytes, end, to) : 0), to);
    }
  }

  /** Where a phrase at an offset ends, letters compared as re.IGNORECASE does, or -1. */
  private int caseless(int from, int to, String phrase) {
    int at = from;
    for (int i = 0; i < phrase.length(); i++) {
      if (at >= to || fold(Utf8.at(bytes, at, to)) != phrase.charAt(i)) {
        return -1;
      }
      at += Utf8.width(bytes[at]);
    }
    return at;
  }

  private static int fold(int c) {
    return switch (c) {
      case 0x130, 0x131 -> 'i';
      case 0x17F -> 's';
      case 0x212A -> 'k';
      default -> c >= 'A' && c <= 'Z' ? c + 32 : c;
    };
  }

  static byte[] room(byte[] text, int length) {
    return Arrays.copyOf(text, 2 * length + 128);
  }
}
