package zydeco.filters.stage;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import zydeco.filters.language.LanguageSegments;
import zydeco.filters.language.Languages;
import zydeco.filters.list.Lists;
import zydeco.filters.list.ReadsLists;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSets;
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
 * Measures signals, one column of numbers each. In a recipe: {@code signals: all}, or names of
 * signals and of rule sets, which stand for the signals that they judge by: {@code signals:
 * [gopher-quality, byte-count]}. {@code all} leaves out signals whose lists the recipe does not
 * name. Behind a stage {@code language} each text's words are cut by the rules of its language;
 * without one, texts are taken to be English.
 *
 * @param signals names of {@link Signals}
 * @param lists the lists that the recipe names
 * @param languages the languages that the recipe names
 * @param byLanguage whether an earlier stage names each document's language
 */
public record SignalsStage(
    List<String> signals, Lists lists, Languages languages, boolean byLanguage)
    implements DocumentStage, ReadsLists {
  private static final String NAME = "signals";
  private static final String LANGUAGE = "language";

  public SignalsStage {
    signals = List.copyOf(signals);
    signals.forEach(Signals::named);
  }

  /** Reads the stage; no list is named. */
  public static SignalsStage of(Settings holder) {
    return of(holder, Lists.NONE, Languages.NONE, false);
  }

  /**
   * Reads the stage from the mapping that holds its key.
   *
   * @param holder such as {@code Settings.Entry.holder()}; its key {@code signals} holds {@code
   *     all} or a list of names
   * @param lists the lists that the recipe names
   * @param languages the languages that the recipe names
   * @param byLanguage whether an earlier stage names each document's language
   */
  public static SignalsStage of(
      Settings holder, Lists lists, Languages languages, boolean byLanguage) {
    if (!byLanguage && !languages.named().isEmpty()) {
      throw holder.error(
          NAME,
          "Cannot measure by language: no stage before names each document's language.",
          "Put 'language: ...' before it, or leave 'languages' out.");
    }
    List<String> names = holder.texts(NAME);
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
    if (names.contains("all")) {
      List<String> readable = Signals.readable(lists).stream().map(Signal::name).toList();
      return new SignalsStage(readable, lists, languages, byLanguage);
    }
    Set<String> signals = new LinkedHashSet<>();
    names.forEach(name -> signals.addAll(meant(holder, name)));
    signals.forEach(signal -> requireLists(holder, Signals.named(signal), lists));
    return new SignalsStage(List.copyOf(signals), lists, languages, byLanguage);
  }

  /** The signal of a name, or those of a rule set of that name. */
  private static List<String> meant(Settings holder, String name) {
    if (Signals.has(name)) {
      return List.of(name);
    }
    if (!RuleSets.names().contains(name)) {
      throw unknown(holder, name);
    }
    return RuleSets.named(name).rules().stream().map(Rule::signal).toList();
  }

  private static void requireLists(Settings holder, Signal signal, Lists lists) {
    for (String list : signal.needs()) {
      if (!lists.has(list)) {
        throw holder.error(
            NAME,
            "Cannot measure '" + signal.name() + "': the recipe names no list '" + list + "'.",
            "Add 'lists: {" + list + ": FILE}' to the recipe.");
      }
    }
  }

  private static RecipeException unknown(Settings holder, String name) {
    List<String> known = new ArrayList<>(Signals.names());
    known.addAll(RuleSets.names());
    return holder.error(
        NAME,
        "Cannot measure '" + name + "': there is no such signal.",
        RecipeException.hint(name, known, "docs/signals.md lists them."));
  }

  @Override
  public List<String> listNames() {
    return signals.stream()
        .flatMap(name -> Signals.named(name).needs().stream())
        .distinct()
        .toList();
  }

  @Override
  public void readLists() {
    Signals.readLists(signals, lists);
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
    Signal[] measured = signals.stream().map(Signals::named).toArray(Signal[]::new);
    int[] slots = signals.stream().mapToInt(columns::slot).toArray();
    int language = byLanguage ? columns.slot(LANGUAGE) : -1;
    return new Measuring(measured, slots, language, new LanguageSegments(lists, languages));
  }

  private record Measuring(Signal[] measured, int[] slots, int language, LanguageSegments texts)
      implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      Segments segments =
          language < 0 ? texts.english(document) : texts.of(measures.label(language), document);
      for (int i = 0; i < slots.length; i++) {
        measures.number(slots[i], measured[i].of(segments));
      }
      return new Verdict.Keep(document);
    }
  }
}
