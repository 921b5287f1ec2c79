package zydeco.filters.signal;

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
    return page.toString();
  }

  private static String lists(Signal signal) {
    return signal.needs().isEmpty()
        ? ""
        : " Needs the list `" + String.join("`, `", signal.needs()) + "`.";
  }
}
