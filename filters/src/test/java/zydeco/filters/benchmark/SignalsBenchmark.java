package zydeco.filters.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import zydeco.filters.parity.SharedData;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signal;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;

/**
 * The union of the signals of gopher-quality, gopher-repetition, c4 and fineweb over real text. The
 * score is passes a second over the corpus; times the megabytes that the set-up prints it is MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class SignalsBenchmark {
  private static final int MOST_BYTES = 20_000_000;

  @Param({"sources/c4/c4.jsonl.zst", "sources/wikipedia-2015/part-00.jsonl.zst"})
  public String file;

  private final List<byte[]> texts = new ArrayList<>();
  private final Segments segments = new Segments();
  private Signal[] signals;

  @Setup
  public void read() throws IOException {
    long[] bytes = {0};
    SharedData.lines(
        SharedData.folder().resolve(file),
        line -> {
          if (bytes[0] < MOST_BYTES) {
            byte[] text = SharedData.text(line).getBytes(StandardCharsets.UTF_8);
            bytes[0] += text.length;
            texts.add(text);
          }
        });
    signals =
        List.of("gopher-quality", "gopher-repetition", "c4", "fineweb").stream()
            .flatMap(set -> RuleSets.named(set).rules().stream())
            .map(Rule::signal)
            .distinct()
            .map(Signals::named)
            .toArray(Signal[]::new);
    System.out.println(bytes[0] / 1e6 + " MB in " + texts.size() + " documents");
  }

  @Benchmark
  public double union() {
    double sum = 0;
    for (byte[] text : texts) {
      segments.of(text);
      for (Signal signal : signals) {
        sum += signal.of(segments);
      }
    }
    return sum;
  }
}
