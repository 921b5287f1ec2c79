package zydeco.filters.splitter.lao;

import java.util.function.IntConsumer;
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
        LineSentences.take(bytes, start, at + 1, taker);
        start = at + 1;
      }
    }
    return true;
  }
}
