package zydeco.filters.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zydeco.filters.badwords.BadWords;
import zydeco.filters.dclm.DclmSignals;
import zydeco.filters.dolma.DolmaSignals;
import zydeco.filters.list.Lists;
import zydeco.filters.nemo.NemoSignals;
import zydeco.filters.ngram.NgramSignals;
import zydeco.filters.redpajama.RedpajamaSignals;
import zydeco.filters.stats.StatsSignals;
import zydeco.filters.text.Segments;
import zydeco.filters.zyda.ZydaSignals;
import zydeco.pipeline.document.Document;

/** Every signal, one row each in the list of its family. */
public final class Signals {
  private static final Map<String, Signal> BY_NAME = register();

  private Signals() {}

  private static Map<String, Signal> register() {
    List<Signal> rows = new ArrayList<>();
    rows.addAll(BasicSignals.ROWS);
    rows.addAll(GopherSignals.ROWS);
    rows.addAll(RepetitionSignals.ROWS);
    rows.addAll(FinewebSignals.ROWS);
    rows.addAll(C4Signals.ROWS);
    rows.addAll(StatsSignals.ROWS);
    rows.addAll(DolmaSignals.ROWS);
    rows.addAll(DclmSignals.ROWS);
    rows.addAll(NemoSignals.ROWS);
    rows.addAll(ZydaSignals.ROWS);
    rows.addAll(BadWords.ROWS);
    rows.addAll(RedpajamaSignals.ROWS);
    rows.addAll(NgramSignals.ROWS);
    Map<String, Signal> byName = new LinkedHashMap<>();
    for (Signal row : rows) {
      if (byName.put(row.name(), row) != null) {
        throw new IllegalStateException("two signals are named " + row.name());
      }
    }
    return byName;
  }

  /** All signals in the order of docs/signals.md. */
  public static List<Signal> all() {
    return List.copyOf(BY_NAME.values());
  }

  /** The signals that need no list, or only lists that a recipe names. */
  public static List<Signal> readable(Lists lists) {
    return BY_NAME.values().stream().filter(signal -> lists.hasAll(signal.needs())).toList();
  }

  /**
   * Reads the lists that signals need, by measuring a text. Throws UncheckedIOException, or
   * IllegalArgumentException, whose messages name the list.
   *
   * @param names of the signals
   */
  public static void readLists(List<String> names, Lists lists) {
    byte[] word = {'w', 'o', 'r', 'd'};
    Document text = new Document("", null, word, "http://example.org/", null, "{}");
    Segments segments = new Segments(lists).of(text);
    names.stream()
        .map(Signals::named)
        .filter(signal -> !signal.needs().isEmpty())
        .forEach(signal -> signal.of(segments));
  }

  /** The names of all signals, in that order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** The signal of a name. Throws IllegalArgumentException where there is none. */
  public static Signal named(String name) {
    Signal signal = BY_NAME.get(name);
    if (signal == null) {
      throw new IllegalArgumentException("there is no signal '" + name + "'");
    }
    return signal;
  }

  /** Whether there is a signal of a name. */
  public static boolean has(String name) {
    return BY_NAME.containsKey(name);
  }
}
