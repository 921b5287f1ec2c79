package zydeco.filters.signal;

import zydeco.filters.redpajama.LineSignal;

/** The page docs/signals.md, made from the registry. */
public final class SignalsPage {
  private SignalsPage() {}

  public static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append("# Signals\n\n");
    page.append("Made from the registry `zydeco.filters.signal.Signals`; do not edit.\n\n");
    page.append(
        "A signal is a number about one text. `check` puts bounds on signals; an undefined");
    page.append(" value (NaN) breaks every bound.\n\n");
    page.append("| signal | unit | range | origin | meaning |\n|---|---|---|---|---|\n");
    for (Signal signal : Signals.all()) {
      page.append("| `").append(signal.name()).append("` | ").append(signal.unit());
      page.append(" | ").append(signal.range()).append(" | ").append(signal.origin());
      page.append(" | ").append(signal.meaning()).append(lists(signal)).append(" |\n");
    }
    lines(page);
    return page.toString();
  }

  private static void lines(StringBuilder page) {
    page.append("\n## Signals of lines\n\n");
    page.append(
        "Columns of the stage `quality-signals` only, a span a line; from RedPajama-V2.\n\n");
    page.append("| signal | unit | range | meaning |\n|---|---|---|---|\n");
    for (LineSignal signal : LineSignal.ROWS) {
      page.append("| `").append(signal.name()).append("` | ").append(signal.unit());
      page.append(" | ").append(signal.range()).append(" | ").append(signal.meaning());
      page.append(" |\n");
    }
  }

  private static String lists(Signal signal) {
    return signal.needs().isEmpty()
        ? ""
        : " Needs the list `" + String.join("`, `", signal.needs()) + "`.";
  }
}
