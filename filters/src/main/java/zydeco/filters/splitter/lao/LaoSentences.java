package zydeco.filters.splitter.lao;

import java.util.function.IntConsumer;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.LineSentences;

/** Sentences of laonlp 1.3: each ends behind a row of full stops. */
public final class LaoSentences implements LineSentences {
  @Override
  public int count(byte[] bytes, int from, int to) {
    return taken(bytes, from, to);
  }

  @Override
  public boolean each(byte[] bytes, int from, int to, IntConsumer taker) {
    int start = from;
    for (int at = from; at < to; at++) {
      boolean last = at + 1 == to || bytes[at] == '.' && bytes[at + 1] != '.';
      if (last) {
        int end = Blanks.stripEnd(bytes, start, at + 1);
        int length = Utf8.count(bytes, Blanks.stripStart(bytes, start, end), end);
        if (length > 0) {
          taker.accept(length);
        }
        start = at + 1;
      }
    }
    return true;
  }
}
