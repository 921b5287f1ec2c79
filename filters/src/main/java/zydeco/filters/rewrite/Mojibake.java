package zydeco.filters.rewrite;

import zydeco.filters.bytes.Output;
import zydeco.filters.bytes.Utf8;

/**
 * Text that was UTF-8, was read by a table of single bytes and written as UTF-8 again: {@code â€™}
 * for a quotation mark, {@code Ã©}, {@code √©} or {@code Г©} for an e with an acute accent.
 *
 * <p>A line is read as it was meant where all its characters beyond ASCII stand for whole sequences
 * of UTF-8 by one table, and one sequence shows that they do ({@link Evidence}). In other lines
 * this is asked of each run of sequences by Windows-1252 alone; by other tables only quotation
 * marks, dashes and the like are read ({@code E2 80} and a third byte). Repeated at most three
 * times, for what went wrong more than once.
 */
final class Mojibake implements Rewriter {
  private static final int ROUNDS = 3;
  private static final Misreading[] MISREADINGS = Misreading.values();

  @Override
  public byte[] rewrite(byte[] text) {
    byte[] changed = text;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] next = once(changed);
      if (next == changed) {
        break;
      }
      changed = next;
    }
    return changed;
  }

  private static byte[] once(byte[] text) {
    Output output = new Output(text);
    for (int from = 0; from < text.length; ) {
      int to = from;
      int high = -1;
      for (; to < text.length && text[to] != '\n'; to++) {
        if (text[to] < 0 && high < 0) {
          high = to;
        }
      }
      if (high >= 0) {
        line(text, high, to, output);
      }
      from = to + 1;
    }
    return output.result();
  }

  private static void line(byte[] text, int high, int to, Output output) {
    for (Misreading misreading : MISREADINGS) {
      if (isMisread(text, high, to, misreading)) {
        readAll(text, high, to, misreading, output);
        return;
      }
    }
    for (int at = high; at < to; ) {
      int end = text[at] >= 0 ? at : readSure(text, at, to, output);
      at = end > at ? end : at + Utf8.width(text[at]);
    }
  }

  /** Whether all characters beyond ASCII are of sequences, and one of these shows it. */
  private static boolean isMisread(byte[] text, int high, int to, Misreading misreading) {
    boolean shown = false;
    for (int at = high; at < to; ) {
      if (text[at] >= 0) {
        at++;
      } else {
        int end = misreading.behindRun(text, at, to);
        if (end == at || end < to && text[end] < 0) {
          return false;
        }
        shown = shown || misreading.isShown(text, at, end, to);
        at = end;
      }
    }
    return shown;
  }

  private static void readAll(byte[] text, int from, int to, Misreading misreading, Output output) {
    for (int at = from; at < to; ) {
      if (text[at] >= 0) {
        at++;
      } else {
        int end = misreading.behindRun(text, at, to);
        output.replace(at, end, misreading.octets(text, at, end));
        at = end;
      }
    }
  }

  /** Replaces what begins here if it shows by itself that it was misread; where that ends. */
  private static int readSure(byte[] text, int at, int to, Output output) {
    int end = Misreading.WINDOWS_1252.behindRun(text, at, to);
    if (end > at && Misreading.WINDOWS_1252.isShown(text, at, end, to)) {
      output.replace(at, end, Misreading.WINDOWS_1252.octets(text, at, end));
      return end;
    }
    for (Misreading misreading : MISREADINGS) {
      int mark = misreading.behindGeneralPunctuation(text, at, to);
      if (mark > at) {
        output.replace(at, mark, misreading.octets(text, at, mark));
        return mark;
      }
    }
    return end;
  }
}
