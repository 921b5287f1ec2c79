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
 * of others. {@code SignalsSpeed fresh WARM FILE...}: the first set on texts that are read once,
 * after eight seconds of WARM's.
 */
public final class SignalsSpeed {
  private static final int ROUNDS = 7;
  private static final long WARM_UP_NANOS = 8_000_000_000L;

  private SignalsSpeed() {}

  public static void main(String[] args) throws IOException {
    if (args[0].equals("fresh")) {
      fresh(args);
      return;
    }
    List<byte[]> texts =
        texts(args[0], args.length > 1 ? Long.parseLong(args[1]) * 1_000_000 : 20_000_000);
    long bytes = texts.stream().mapToLong(text -> text.length).sum();
    System.out.printf("%d documents, %.2f MB%n", texts.size(), bytes / 1e6);
    sets().forEach((name, signals) -> measure(name, signals, texts, bytes));
  }

  private static List<byte[]> texts(String file, long most) throws IOException {
    List<byte[]> texts = new ArrayList<>();
    long[] bytes = {0};
    SharedData.lines(
        Path.of(file),
        line -> {
          if (bytes[0] < most) {
            byte[] text = SharedData.text(line).getBytes(StandardCharsets.UTF_8);
            bytes[0] += text.length;
            texts.add(text);
          }
        });
    return texts;
  }

  private static void fresh(String[] args) throws IOException {
    Map.Entry<String, List<Signal>> set = sets().entrySet().iterator().next();
    Segments segments = new Segments();
    List<byte[]> warm = texts(args[1], Long.MAX_VALUE);
    for (long end = System.nanoTime() + WARM_UP_NANOS; System.nanoTime() < end; ) {
      read(segments, set.getValue(), warm);
    }
    for (String file : Arrays.copyOfRange(args, 2, args.length)) {
      List<byte[]> texts = texts(file, Long.MAX_VALUE);
      long bytes = texts.stream().mapToLong(text -> text.length).sum();
      long nanos = read(segments, set.getValue(), texts);
      System.out.printf("%s, %s: %.1f MB per CPU s%n", set.getKey(), file, bytes * 1e3 / nanos);
    }
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
    long warm = System.nanoTime() + WARM_UP_NANOS;
    for (int round = 0; round < ROUNDS; round += System.nanoTime() < warm ? 0 : 1) {
      rates[round] = bytes * 1e3 / read(segments, signals, texts);
    }
    Arrays.sort(rates);
    System.out.printf(
        "%-22s %3d signals %7.1f MB per CPU s (%.1f to %.1f)%n",
        name, signals.size(), rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1]);
  }

  /** How many nanoseconds of the thread's time all signals of all texts take. */
  private static long read(Segments segments, List<Signal> signals, List<byte[]> texts) {
    double sum = 0;
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (byte[] text : texts) {
      segments.of(text);
      for (Signal signal : signals) {
        sum += signal.of(segments);
      }
    }
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    if (sum == 0) {
      throw new AssertionError("no signal said anything");
    }
    return nanos;
  }
}
