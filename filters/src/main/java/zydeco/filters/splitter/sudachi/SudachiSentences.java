package zydeco.filters.splitter.sudachi;

import java.util.function.IntConsumer;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.LineSentences;

/**
 * Sentences of datatrove's Japanese: behind a unit that is a terminal mark, the next one that is
 * neither punctuation nor such a mark begins a sentence. Blanks other than a single space behind a
 * unit are one. Each part of {@link TextParts} begins a sentence.
 */
public final class SudachiSentences implements LineSentences {
  private final ThreadLocal<SudachiUnits> units;

  public SudachiSentences(SudachiDictionary dictionary) {
    units = ThreadLocal.withInitial(() -> new SudachiUnits(dictionary));
  }

  @Override
  public int count(byte[] bytes, int from, int to) {
    int[] count = new int[1];
    walk(bytes, from, to, (start, end) -> count[0]++);
    return Math.max(1, count[0]);
  }

  @Override
  public boolean each(byte[] bytes, int from, int to, IntConsumer taker) {
    walk(bytes, from, to, (start, end) -> LineSentences.take(bytes, start, end, taker));
    return true;
  }

  /** Takes where a sentence begins and ends. */
  private interface Each {
    void sentence(int from, int to);
  }

  private void walk(byte[] bytes, int from, int to, Each each) {
    TextParts parts = new TextParts(bytes, from, to);
    IntList ends = new IntList();
    while (parts.next()) {
      ends.clear();
      units.get().cut(bytes, parts.from(), parts.to(), ends);
      walkPart(bytes, parts.from(), ends, each);
    }
  }

  private static void walkPart(byte[] bytes, int from, IntList ends, Each each) {
    int start = from;
    int unit = from;
    boolean ended = false;
    int i = 0;
    while (i < ends.size()) {
      int end = ends.get(i++);
      boolean blank = isBlank(bytes, unit, end);
      while (blank && i < ends.size() && isBlank(bytes, end, ends.get(i))) {
        end = ends.get(i++);
      }
      boolean space = blank && unit > from && end == unit + 1 && bytes[unit] == ' ';
      boolean mark = !blank && isMark(bytes, unit, end);
      if (ended && !space && !mark && (blank || !isPunctuation(bytes, unit, end))) {
        each.sentence(start, unit);
        start = unit;
        ended = false;
      }
      ended |= mark;
      unit = end;
    }
    if (start < unit) {
      each.sentence(start, unit);
    }
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    return Blanks.stripStart(bytes, from, to) == to;
  }

  private static boolean isMark(byte[] bytes, int from, int to) {
    return Utf8.width(bytes[from]) == to - from
        && Characters.is(Utf8.at(bytes, from, to), Characters.SENTENCE_END);
  }

  private static boolean isPunctuation(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && Characters.is(Utf8.at(bytes, at, to), Characters.PUNCTUATION)) {
      at += Utf8.width(bytes[at]);
    }
    return at >= to;
  }
}
