package zydeco.filters.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zydeco.filters.parity.SharedData;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signal;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;

/**
 * Megabytes a second of processor time, for machines on which others work too: {@code SignalsSpeed
 * FILE [MEGABYTES]}. JSON lines with {@code text}; the median of seven rounds after eight seconds
 * of others.
 */
public final class SignalsSpeed {
  private static final int ROUNDS = 7;
  private static final long WARM_UP_NANOS = 8_000_000_000L;

  private SignalsSpeed() {}

  public static void main(String[] args) throws IOException {
    long most = args.length > 1 ? Long.parseLong(args[1]) * 1_000_000 : 20_000_000;
    List<byte[]> texts = new ArrayList<>();
    long[] bytes = {0};
    SharedData.lines(
        Path.of(args[0]),
        line -> {
          if (bytes[0] < most) {
            byte[] text = SharedData.text(line).getBytes(StandardCharsets.UTF_8);
            bytes[0] += text.length;
            texts.add(text);
          }
        });
    System.out.printf("%d documents, %.2f MB%n", texts.size(), bytes[0] / 1e6);
    sets().forEach((name, signals) -> measure(name, signals, texts, bytes[0]));
  }

  private static Map<String, List<Signal>> sets() {
    Map<String, List<Signal>> sets = new LinkedHashMap<>();
    sets.put("union", ofSets("gopher-quality", "gopher-repetition", "c4", "fineweb"));
    for (String set : List.of("gopher-dolma", "refinedweb-dclm", "nemo-english")) {
      sets.put(set, ofSets(set));
    }
    sets.put("zyda1, no lists", readable("zyda1-"));
    sets.put("redpajama, no models", readable("rps_"));
    sets.put("all", Signals.all().stream().filter(s -> s.needs().isEmpty()).toList());
    return sets;
  }

  private static List<Signal> ofSets(String... sets) {
    return Arrays.stream(sets)
        .flatMap(set -> RuleSets.named(set).rules().stream())
        .map(Rule::signal)
        .distinct()
        .map(Signals::named)
        .toList();
  }

  private static List<Signal> readable(String prefix) {
    return Signals.all().stream()
        .filter(s -> s.name().startsWith(prefix) && s.needs().isEmpty())
        .toList();
  }

  private static void measure(String name, List<Signal> signals, List<byte[]> texts, long bytes) {
    Segments segments = new Segments();
    double[] rates = new double[ROUNDS];
    double sum = 0;
    long warm = System.nanoTime() + WARM_UP_NANOS;
    for (int round = 0; round < ROUNDS; round += System.nanoTime() < warm ? 0 : 1) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (byte[] text : texts) {
        segments.of(text);
        for (Signal signal : signals) {
          sum += signal.of(segments);
        }
      }
      long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      rates[round] = bytes * 1e3 / nanos;
    }
    Arrays.sort(rates);
    System.out.printf(
        "%-22s %3d signals %7.1f MB per CPU s (%.1f to %.1f)%s%n",
        name, signals.size(), rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1], sum == 0 ? "!" : "");
  }
}
