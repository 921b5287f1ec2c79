package zydeco.filters.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.List;
import zydeco.filters.text.Blanks;
import zydeco.filters.text.Characters;
import zydeco.filters.text.Utf8;

/** Which lines RefinedWeb's rules remove, as DCLM reproduced them. */
final class RefinedWebLines {
  private static final List<byte[]> COUNTED =
      List.of(
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
              "followers")
          .stream()
          .map(word -> word.getBytes(StandardCharsets.US_ASCII))
          .toList();

  private RefinedWebLines() {}

  /** More than half of the characters are upper-case letters. */
  static boolean isUppercase(byte[] text, int from, int to) {
    int upper = 0;
    int characters = 0;
    for (int at = from; at < to; at += Utf8.width(text[at])) {
      characters++;
      upper += Character.isUpperCase(Utf8.at(text, at, to)) ? 1 : 0;
    }
    return 2 * upper > characters;
  }

  /** Every character is a digit, superscript and subscript ones among them. */
  static boolean isNumeric(byte[] text, int from, int to) {
    for (int at = from; at < to; at += Utf8.width(text[at])) {
      if (!Digits.isDigit(Utf8.at(text, at, to))) {
        return false;
      }
    }
    return true;
  }

  /** Fewer than two runs between blanks. */
  static boolean isOneWord(byte[] text, int from, int to) {
    return words(text, from, to, 2) < 2;
  }

  /** Runs between blanks, counted up to a limit. */
  static int words(byte[] text, int from, int to, int limit) {
    int words = 0;
    boolean inWord = false;
    for (int at = from; at < to && words < limit; ) {
      int blank = Blanks.width(text, at, to);
      if (blank == 0 && !inWord) {
        words++;
      }
      inWord = blank == 0;
      at += blank == 0 ? Utf8.width(text[at]) : blank;
    }
    return words;
  }

  /**
   * A number, perhaps with K, M or B behind it, and the name of what is counted, in any case;
   * around it nothing that belongs to words.
   */
  static boolean isCounter(byte[] text, int from, int to) {
    int at = skipNonWords(text, from, to);
    if (at >= to || !isDecimal(text, at, to)) {
      return false;
    }
    while (at < to && (text[at] == ',' || text[at] == '.' || isDecimal(text, at, to))) {
      at += Utf8.width(text[at]);
    }
    int scale = at < to ? lower(text, at, to) : 0;
    if (scale == 'k' || scale == 'm' || scale == 'b') {
      at += Utf8.width(text[at]);
    }
    int word = at;
    while (word < to && Blanks.width(text, word, to) > 0) {
      word += Blanks.width(text, word, to);
    }
    if (word == at) {
      return false;
    }
    for (byte[] counted : COUNTED) {
      int end = after(counted, text, word, to);
      if (end >= 0 && skipNonWords(text, end, to) >= to) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDecimal(byte[] text, int at, int to) {
    return Characters.is(Utf8.at(text, at, to), Characters.DECIMAL);
  }

  private static int skipNonWords(byte[] text, int from, int to) {
    int at = from;
    while (at < to && !Characters.is(Utf8.at(text, at, to), Characters.WORD)) {
      at += Utf8.width(text[at]);
    }
    return at;
  }

  /** The end of a word that stands here in any case, or -1. */
  private static int after(byte[] word, byte[] text, int from, int to) {
    int at = from;
    for (byte letter : word) {
      if (at >= to || lower(text, at, to) != letter) {
        return -1;
      }
      at += Utf8.width(text[at]);
    }
    return at;
  }

  private static int lower(byte[] text, int at, int to) {
    int codePoint = Utf8.at(text, at, to);
    return codePoint == 0x212A
        ? 'k'
        : codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint;
  }
}
