package zydeco.filters.stage;

import java.util.List;
import java.util.stream.Stream;
import zydeco.filters.language.LanguageSegments;
import zydeco.filters.language.Languages;
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
 * <p>Behind a stage {@code language} the stop words are those of each text's language, where the
 * recipe gives a list of them.
 *
 * @param lists the lists that the recipe names; signals that need others are null
 * @param languages the languages that the recipe names
 * @param byLanguage whether an earlier stage names each document's language
 */
public record QualitySignalsStage(Lists lists, Languages languages, boolean byLanguage)
    implements DocumentStage, ReadsLists {
  private static final String NAME = "quality-signals";

  /** The column, whose labels are JSON objects. */
  public static final String COLUMN = "quality_signals";

  private static final String LANGUAGE = "language";

  /** Reads the stage from what stands under its key. */
  public static QualitySignalsStage of(
      Settings settings, Lists lists, Languages languages, boolean byLanguage) {
    settings.choice("layout", "redpajama-v2");
    settings.finish();
    return new QualitySignalsStage(lists, languages, byLanguage);
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
  public void readLists() {
    List<String> readable =
        QualitySignals.names().stream()
            .filter(Signals::has)
            .filter(name -> lists.hasAll(Signals.named(name).needs()))
            .toList();
    Signals.readLists(readable, lists);
  }

  @Override
  public List<String> reads() {
    return byLanguage ? List.of(LANGUAGE) : List.of();
  }

  @Override
  public String inputs() {
    return languages.inputs();
  }

  @Override
  public boolean onlyMeasures() {
    return true;
  }

  @Override
  public List<String> localFiles() {
    return Stream.concat(lists.localFiles().stream(), languages.files().stream()).toList();
  }

  @Override
  public Judge open(Columns columns) {
    int language = byLanguage ? columns.slot(LANGUAGE) : -1;
    return new Writing(columns.slot(COLUMN), language, new LanguageSegments(lists, languages));
  }

  private record Writing(int slot, int language, LanguageSegments texts) implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      Segments segments =
          language < 0 ? texts.english(document) : texts.of(measures.label(language), document);
      measures.label(slot, QualitySignals.json(segments));
      return new Verdict.Keep(document);
    }
  }
}
