package zydeco.filters.stage;

import java.util.List;
import zydeco.filters.signal.Signal;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

/**
 * Measures signals, one column of numbers each. In a recipe: {@code signals: all} or {@code
 * signals: [word-count, mean-word-length]}.
 *
 * @param signals names of {@link Signals}
 */
public record SignalsStage(List<String> signals) implements DocumentStage {
  private static final String NAME = "signals";

  public SignalsStage {
    signals = List.copyOf(signals);
    signals.forEach(Signals::named);
  }

  /**
   * Reads the stage from the mapping that holds its key.
   *
   * @param holder such as {@code Settings.Entry.holder()}; its key {@code signals} holds {@code
   *     all} or a list of names
   */
  public static SignalsStage of(Settings holder) {
    List<String> names = holder.texts(NAME);
    for (String name : names) {
      if (!Signals.has(name) && !name.equals("all")) {
        throw unknown(holder, name);
      }
    }
    if (names.isEmpty() || names.contains("all") && names.size() > 1) {
      throw holder.error(
          NAME,
          "Cannot use signals [" + String.join(", ", names) + "]: give 'all' alone, or names.",
          "Write 'signals: all'.");
    }
    if (names.stream().distinct().count() < names.size()) {
      throw holder.error(
          NAME, "Cannot use signals " + names + ": one is named twice.", "Leave one.");
    }
    return new SignalsStage(names.contains("all") ? Signals.names() : names);
  }

  private static RecipeException unknown(Settings holder, String name) {
    String near = RecipeException.nearest(name, Signals.names());
    return holder.error(
        NAME,
        "Cannot measure '" + name + "': there is no such signal.",
        near == null ? "docs/signals.md lists them." : "Did you mean '" + near + "'?");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Column> writes() {
    return signals.stream().map(Column::number).toList();
  }

  @Override
  public Judge open(Columns columns) {
    Signal[] measured = signals.stream().map(Signals::named).toArray(Signal[]::new);
    int[] slots = signals.stream().mapToInt(columns::slot).toArray();
    return new Measuring(measured, slots);
  }

  private record Measuring(Signal[] measured, int[] slots, Segments segments) implements Judge {

    Measuring(Signal[] measured, int[] slots) {
      this(measured, slots, new Segments());
    }

    @Override
    public Verdict judge(Document document, Measures measures) {
      segments.of(document.text());
      for (int i = 0; i < slots.length; i++) {
        measures.number(slots[i], measured[i].of(segments));
      }
      return new Verdict.Keep(document);
    }
  }
}
