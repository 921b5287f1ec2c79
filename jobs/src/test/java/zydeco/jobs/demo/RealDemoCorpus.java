package zydeco.jobs.demo;

import java.io.IOException;
import java.nio.file.Path;

/** Makes the real corpus by hand: {@code RealDemoCorpus CACHE OUT}. Needs a network once. */
final class RealDemoCorpus {
  private RealDemoCorpus() {}

  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    DemoCorpus.build(Path.of(args[0]), Path.of(args[1]), System.err);
    System.err.println((System.nanoTime() - start) / 1_000_000 + " ms");
  }
}
