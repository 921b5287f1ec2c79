package zydeco.filters.stage;

import java.util.List;
import zydeco.filters.list.Lists;
import zydeco.filters.list.ReadsLists;
import zydeco.filters.redpajama.QualitySignals;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

/**
 * Writes RedPajama-V2's signals in its own JSON layout into the column {@code quality_signals} (a
 * string). In a recipe: {@code quality-signals: {layout: redpajama-v2}}.
 *
 * @param lists the lists that the recipe names; signals that need others are null
 */
public record QualitySignalsStage(Lists lists) implements DocumentStage, ReadsLists {
  private static final String NAME = "quality-signals";
  private static final String COLUMN = "quality_signals";

  /** Reads the stage from what stands under its key. */
  public static QualitySignalsStage of(Settings settings, Lists lists) {
    settings.choice("layout", "redpajama-v2");
    settings.finish();
    return new QualitySignalsStage(lists);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Column> writes() {
    return List.of(Column.label(COLUMN));
  }

  @Override
  public List<String> listNames() {
    return QualitySignals.names().stream()
        .filter(Signals::has)
        .flatMap(name -> Signals.named(name).needs().stream())
        .distinct()
        .filter(lists::has)
        .toList();
  }

  @Override
  public Judge open(Columns columns) {
    return new Writing(columns.slot(COLUMN), new Segments(lists));
  }

  private record Writing(int slot, Segments segments) implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      measures.label(slot, QualitySignals.json(segments.of(document)));
      return new Verdict.Keep(document);
    }
  }
}
