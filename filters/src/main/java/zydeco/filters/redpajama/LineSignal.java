package zydeco.filters.redpajama;

import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * A number about each line of a text; lines end at newlines, which belong to them.
 *
 * @param name as RedPajama-V2 publishes it
 * @param unit what is counted
 * @param range the smallest and the largest value
 * @param meaning one sentence
 * @param function gives the number of a line
 */
public record LineSignal(
    String name,
    String unit,
    String range,
    String meaning,
    ToDoubleBiFunction<RedpajamaText, Integer> function) {

  /** Every line signal, in the order of their names. */
  public static final List<LineSignal> ROWS =
      List.of(
          new LineSignal(
              "rps_lines_ending_with_terminal_punctution_mark",
              "0 or 1",
              "0..1",
              "Whether the line ends in a full stop, exclamation or question mark or U+201D, blanks"
                  + " aside.",
              (t, line) -> t.raw().isPunctuated(line) ? 1 : 0),
          new LineSignal(
              "rps_lines_javascript_counts",
              "words",
              "0..",
              "How often the word javascript stands in the line's normal form.",
              (t, line) -> t.normal().javascript(line)),
          new LineSignal(
              "rps_lines_num_words",
              "words",
              "0..",
              "Words of the line's normal form.",
              (t, line) -> t.normal().lineWords(line)),
          new LineSignal(
              "rps_lines_numerical_chars_fraction",
              "fraction",
              "0..1",
              "Numeric characters per code point of the line's normal form; 0 where that is empty.",
              (t, line) -> Rounded.of(t.normal().digitFraction(line))),
          new LineSignal(
              "rps_lines_start_with_bulletpoint",
              "0 or 1",
              "0..1",
              "Whether the line begins with one of ten bullets, blanks aside.",
              (t, line) -> t.raw().isBullet(line) ? 1 : 0),
          new LineSignal(
              "rps_lines_uppercase_letter_fraction",
              "fraction",
              "0..1",
              "Capitals per code point of the line as it came.",
              (t, line) -> Rounded.of(t.raw().capitalFraction(line))));
}
