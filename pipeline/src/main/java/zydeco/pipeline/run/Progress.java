package zydeco.pipeline.run;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says on one stream how far a pass is: documents, MB/s, time left. Never part of any result. */
public final class Progress {
  private final PrintStream out;
  private final boolean terminal;

  public Progress(PrintStream out) {
    this.out = out;
    this.terminal = System.console() != null;
  }

  /** A line of its own. */
  public void say(String line) {
    out.println(line);
  }

  /**
   * Follows a pass until closed.
   *
   * @param name the pass
   * @param total what will have been done at its end, in units of {@code done}; 0 where that is not
   *     known
   */
  public Pass pass(
      String name, long total, LongSupplier done, LongSupplier documents, LongSupplier bytes) {
    return new Pass(name, total, done, documents, bytes);
  }

  /** One pass under way: says so every few seconds, and its totals at the end. */
  public final class Pass implements AutoCloseable {
    private final String name;
    private final long total;
    private final LongSupplier done;
    private final LongSupplier documents;
    private final LongSupplier bytes;
    private final long begin = System.nanoTime();
    private final Thread thread;

    private Pass(
        String name, long total, LongSupplier done, LongSupplier documents, LongSupplier bytes) {
      this.name = name;
      this.total = total;
      this.done = done;
      this.documents = documents;
      this.bytes = bytes;
      this.thread = new Thread(this::follow, "progress");
      thread.setDaemon(true);
      thread.start();
    }

    private void follow() {
      try {
        while (true) {
          Thread.sleep(terminal ? 1000 : 5000);
          out.print((terminal ? "\r" : "") + line(false) + (terminal ? "   " : "\n"));
          out.flush();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private String line(boolean end) {
      double seconds = Math.max(1e-3, (System.nanoTime() - begin) / 1e9);
      String left = "";
      long now = done.getAsLong();
      if (!end && total > 0 && now > 0) {
        long remaining = Math.round(seconds * (total - now) / now);
        left = String.format(Locale.ROOT, "  %d:%02d left", remaining / 60, remaining % 60);
      }
      String amount =
          documents.getAsLong() == 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  "  %,d documents  %.1f MB/s",
                  documents.getAsLong(),
                  bytes.getAsLong() / 1e6 / seconds);
      return String.format(Locale.ROOT, "%-12s%s  %.1f s%s", name, amount, seconds, left);
    }

    @Override
    public void close() {
      thread.interrupt();
      out.println((terminal ? "\r" : "") + line(true) + (terminal ? "            " : ""));
    }
  }
}
