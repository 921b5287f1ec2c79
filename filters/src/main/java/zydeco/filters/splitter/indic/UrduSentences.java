package zydeco.filters.splitter.indic;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.IntConsumer;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.LineSentences;

/**
 * Sentences of urduhack 1.1.1, which indic-nlp-library asks for Urdu: they end at the Urdu full
 * stop, at the question mark, and behind some verbs that no conjunction follows. One word alone is
 * no sentence, and is lost.
 */
final class UrduSentences implements LineSentences {
  private static final Set<String> VERBS =
      Set.of(
          "کیجیے", "کیجئے", "گئیں", "تھیں", "ہوں", "خریدا", "گے", "ہونگے", "گا", "چاہیے", "ہوئیں",
          "گی", "تھا", "تھی", "تھے", "ہیں", "ہے");

  private static final Set<String> CONJUNCTIONS =
      Set.of(
          "جنہیں", "جس", "جن", "جو", "اور", "اگر", "اگرچہ", "لیکن", "مگر", "پر", "یا", "تاہم", "کہ",
          "کر", "تو", "گے", "گی");

  private static final Set<String> MARKS = Set.of("۔", "،");

  /** No listed word has more bytes. */
  private static final int LONGEST = 16;

  @Override
  public int count(byte[] bytes, int from, int to) {
    return taken(bytes, from, to);
  }

  @Override
  public boolean each(byte[] bytes, int from, int to, IntConsumer taker) {
    int start = from;
    int at = from;
    while (at < to) {
      int c = Utf8.at(bytes, at, to);
      at += Utf8.width(bytes[at]);
      if (c == '۔' || c == '؟') {
        part(bytes, start, at, taker);
        start = at;
      }
    }
    part(bytes, start, to, taker);
    return true;
  }

  /** Cuts behind verbs. */
  private static void part(byte[] bytes, int from, int to, IntConsumer taker) {
    int words = 0;
    int characters = 0;
    int at = Blanks.stripStart(bytes, from, to);
    String word = word(bytes, at, wordEnd(bytes, at, to));
    boolean last = false;
    while (at < to) {
      int end = wordEnd(bytes, at, to);
      words++;
      characters += Utf8.count(bytes, at, end);
      at = Blanks.stripStart(bytes, end, to);
      String next = word(bytes, at, wordEnd(bytes, at, to));
      boolean ends = last || at == to || VERBS.contains(word) && !CONJUNCTIONS.contains(next);
      last = !last && ends && at < to && MARKS.contains(next);
      if (ends && !last) {
        if (words > 1) {
          taker.accept(characters + words - 1);
        }
        words = 0;
        characters = 0;
      }
      word = next;
    }
  }

  private static int wordEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && Blanks.width(bytes, at, to) == 0) {
      at += Utf8.width(bytes[at]);
    }
    return Math.min(at, to);
  }

  /** A word, or as much of it as tells that it is not listed. */
  private static String word(byte[] bytes, int from, int to) {
    return new String(bytes, from, Math.min(LONGEST, to - from), StandardCharsets.UTF_8);
  }
}
