package zydeco.filters.splitter.jieba;

import java.util.Arrays;
import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.SpecialWords;
import zydeco.filters.splitter.Splitter;
import zydeco.filters.splitter.WordTree;

/**
 * Words of jieba 0.42.1, as spaCy's Chinese has them. Chinese characters, ASCII letters, digits and
 * some marks are cut into the likeliest words of the dictionary; what stands as single characters
 * side by side then is cut once more by the model. Every other character is a word. More than a
 * million characters without one of those others, or a blank, are cut apart.
 */
public final class JiebaSplitter implements Splitter {
  private static final int MOST = 1 << 20;

  private final JiebaWords dictionary;
  private final JiebaModel model;
  private int[] points = new int[256];
  private int[] offsets = new int[257];
  private double[] likely = new double[257];
  private int[] wordEnds = new int[256];
  private byte[] states = new byte[256];

  public JiebaSplitter(JiebaWords dictionary, JiebaModel model) {
    this.dictionary = dictionary;
    this.model = model;
  }

  @Override
  public SpecialWords special() {
    return SpecialWords.NONE;
  }

  @Override
  public void split(byte[] text, int from, int to, boolean special, IntList ends) {
    int at = from;
    while (at < to) {
      int count = take(text, at, to);
      if (count == 0) {
        at = Math.min(to, at + Utf8.width(text[at]));
        ends.add(at);
      } else {
        cut(count, ends);
        at = offsets[count];
      }
    }
  }

  /** Reads the characters from an offset on that words are made of; returns how many. */
  private int take(byte[] text, int from, int to) {
    int count = 0;
    int at = from;
    while (at < to && count < MOST) {
      int c = Utf8.at(text, at, to);
      if (!isChinese(c) && !isAlphanumeric(c) && "+#&._%-".indexOf(c) < 0) {
        break;
      }
      if (count == points.length) {
        grow(2 * count);
      }
      offsets[count] = at;
      points[count++] = c;
      at += Utf8.width(text[at]);
    }
    offsets[count] = at;
    return count;
  }

  private void grow(int size) {
    points = Arrays.copyOf(points, size);
    offsets = Arrays.copyOf(offsets, size + 1);
    likely = new double[size + 1];
    wordEnds = new int[size];
    states = new byte[size];
  }

  private static boolean isChinese(int c) {
    return c >= JiebaModel.FIRST && c <= JiebaModel.LAST;
  }

  private static boolean isAlphanumeric(int c) {
    return isDigit(c) || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void cut(int count, IntList ends) {
    findWords(count);
    int singles = 0;
    for (int at = 0; at < count; at = wordEnds[at]) {
      if (wordEnds[at] > at + 1) {
        cutSingles(singles, at, ends);
        singles = wordEnds[at];
        ends.add(offsets[singles]);
      }
    }
    cutSingles(singles, count, ends);
  }

  /** Finds where the word ends that begins at each character, on the likeliest way to the end. */
  private void findWords(int count) {
    likely[count] = 0;
    for (int at = count - 1; at >= 0; at--) {
      double best = dictionary.logShareOfOther() + likely[at + 1];
      wordEnds[at] = at + 1;
      boolean any = false;
      int beginning = dictionary.next(WordTree.ROOT, points[at]);
      for (int end = at + 1; beginning >= 0; end++) {
        if (dictionary.isWord(beginning)) {
          double way = dictionary.logShare(beginning) + likely[end];
          if (!any || way >= best) {
            best = way;
            wordEnds[at] = end;
          }
          any = true;
        }
        beginning = end < count ? dictionary.next(beginning, points[end]) : -1;
      }
      likely[at] = best;
    }
  }

  /** Cuts characters none of which is in a longer word. */
  private void cutSingles(int from, int to, IntList ends) {
    if (to - from > 1 && !isWord(from, to)) {
      cutUnknown(from, to, ends);
    } else {
      for (int at = from; at < to; at++) {
        ends.add(offsets[at + 1]);
      }
    }
  }

  private boolean isWord(int from, int to) {
    int beginning = WordTree.ROOT;
    for (int at = from; at < to && beginning >= 0; at++) {
      beginning = dictionary.next(beginning, points[at]);
    }
    return beginning >= 0 && dictionary.isWord(beginning);
  }

  private void cutUnknown(int from, int to, IntList ends) {
    int at = from;
    while (at < to) {
      int end = at + 1;
      boolean chinese = isChinese(points[at]);
      while (end < to && isChinese(points[end]) == chinese) {
        end++;
      }
      if (chinese) {
        cutChinese(at, end, ends);
      } else {
        cutOther(at, end, ends);
      }
      at = end;
    }
  }

  private void cutChinese(int from, int to, IntList ends) {
    model.tag(points, from, to, states);
    for (int at = from; at < to; at++) {
      int state = states[at - from];
      if (state == JiebaModel.END || state == JiebaModel.SINGLE || at + 1 == to) {
        ends.add(offsets[at + 1]);
      }
    }
  }

  /**
   * Letters and digits with what is behind their point and a percent sign are words, and so is what
   * stands between these.
   */
  private void cutOther(int from, int to, IntList ends) {
    int at = from;
    int start = from;
    while (at < to) {
      if (!isAlphanumeric(points[at])) {
        at++;
        continue;
      }
      if (start < at) {
        ends.add(offsets[at]);
      }
      at = numberEnd(at, to);
      ends.add(offsets[at]);
      start = at;
    }
    if (start < to) {
      ends.add(offsets[to]);
    }
  }

  private int numberEnd(int from, int to) {
    int at = from;
    while (at < to && isAlphanumeric(points[at])) {
      at++;
    }
    if (at + 1 < to && points[at] == '.' && isDigit(points[at + 1])) {
      at++;
      while (at < to && isDigit(points[at])) {
        at++;
      }
    }
    return at < to && points[at] == '%' ? at + 1 : at;
  }
}
