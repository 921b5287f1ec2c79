package zydeco.filters.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import zydeco.filters.text.C4Walk;
import zydeco.filters.text.Segments;

/** The numbers behind datatrove's C4QualityFilter, with and without its rule on line ends. */
final class C4Signals {
  private static final String ORIGIN = "datatrove C4QualityFilter";

  static final List<Signal> ROWS = rows();

  private C4Signals() {}

  private static List<Signal> rows() {
    List<Signal> rows = new ArrayList<>(rows("c4", ORIGIN, Segments::c4));
    rows.addAll(
        rows(
            "c4-any-ending",
            ORIGIN + " with filter_no_terminal_punct=False",
            Segments::c4AnyEnding));
    return List.copyOf(rows);
  }

  private static List<Signal> rows(String prefix, String origin, Function<Segments, C4Walk> walk) {
    ToDoubleFunction<Segments> sentences =
        s -> {
          C4Walk c4 = walk.apply(s);
          return c4.loremIpsum() || c4.curlyBracket() ? Double.NaN : c4.sentences();
        };
    return List.of(
        new Signal(
            prefix + "-lorem-ipsum",
            "0 or 1",
            "0..1",
            origin,
            "Whether a line that C4's line rules let pass so far has 'lorem ipsum'.",
            s -> walk.apply(s).loremIpsum() ? 1 : 0),
        new Signal(
            prefix + "-curly-bracket",
            "0 or 1",
            "0..1",
            origin,
            "Whether a line that C4's line rules let pass so far, before any with 'lorem ipsum',"
                + " has an opening curly bracket.",
            s -> walk.apply(s).curlyBracket() ? 1 : 0),
        new Signal(
            prefix + "-sentence-count",
            "sentences",
            "0..",
            origin,
            "Sentences on the lines that C4's line rules keep; undefined where the page was dropped"
                + " before.",
            sentences),
        new Signal(
            prefix + "-kept-line-count",
            "lines",
            "0..",
            origin,
            "Lines that C4's line rules keep, up to where the page is dropped.",
            s -> walk.apply(s).keptLines()));
  }
}
