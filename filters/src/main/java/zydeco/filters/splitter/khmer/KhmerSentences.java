package zydeco.filters.splitter.khmer;

import java.util.function.IntConsumer;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.LineSentences;

/** Sentences of khmer-nltk 1.6: each ends behind one of its marks. */
public final class KhmerSentences implements LineSentences {
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
      at = Math.min(to, at + Utf8.width(bytes[at]));
      if (at == to || isMark(c)) {
        LineSentences.take(bytes, start, at, taker);
        start = at;
      }
    }
    return true;
  }

  private static boolean isMark(int c) {
    return c == '?' || c == '!' || c >= 0x17D3 && c <= 0x17DD || c == 0x25CC;
  }
}
