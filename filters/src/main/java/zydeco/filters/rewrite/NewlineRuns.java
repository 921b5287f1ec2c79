package zydeco.filters.rewrite;

import zydeco.filters.bytes.Output;

/** Shortens longer runs of newlines to so many. */
record NewlineRuns(int most) implements Rewriter {

  @Override
  public byte[] rewrite(byte[] text) {
    Output output = new Output(text);
    for (int at = 0; at < text.length; at++) {
      if (text[at] == '\n') {
        int end = at;
        while (end < text.length && text[end] == '\n') {
          end++;
        }
        if (end - at > most) {
          output.remove(at + most, end);
        }
        at = end;
      }
    }
    return output.result();
  }
}
