package zydeco.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import zydeco.filters.language.Language;
import zydeco.filters.language.LanguageSegments;
import zydeco.filters.language.Languages;
import zydeco.filters.list.Lists;
import zydeco.filters.rule.RuleSet;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.text.Segments;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.stage.Bound;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;

/**
 * The verdict of every rule set on a text as it came. Sets whose lists the recipe does not name are
 * left out. Where the recipe has a stage that names languages, texts are judged by theirs, and a
 * set that does not know one says so; else they are taken to be English.
 */
final class EverySet implements AutoCloseable {
  private static final String LANGUAGE = "language";

  private final Lists lists;
  private final Languages languages;
  private final LanguageSegments texts;
  private final Judge namer;
  private final Measures names;
  private final int label;

  EverySet(List<DocumentStage> stages, Lists lists, Languages languages) {
    this.lists = lists;
    this.languages = languages;
    this.texts = new LanguageSegments(lists, languages);
    DocumentStage language = stages.stream().filter(EverySet::names).findFirst().orElse(null);
    Columns columns = new Columns(language == null ? List.of() : language.writes());
    this.names = new Measures(columns);
    this.label = language == null ? -1 : columns.slot(LANGUAGE);
    this.namer = language == null ? null : language.open(columns);
  }

  private static boolean names(DocumentStage stage) {
    return stage.writes().contains(Column.label(LANGUAGE));
  }

  /** Puts a row a set; the hash is of the text that the set's origin leaves. */
  void judge(ObjectNode to, Document document) {
    String language = namer == null ? null : language(document);
    Segments segments = namer == null ? texts.english(document) : texts.of(language, document);
    for (RuleSet set : RuleSets.all()) {
      boolean english = namer == null && set.knows("en", Languages.NONE);
      if (!lists.hasAll(set.needs()) || namer == null && !english) {
        continue;
      }
      ObjectNode row = to.putObject(set.name());
      if (english || set.knows(language, languages)) {
        judged(row, set, segments, bounds(set, language), document.text());
      } else {
        row.put("verdict", "unknown-language").put("rule", set.name() + ".language");
        row.putNull("value").put("bound", set.known(languages));
        row.put("text_sha256", TryCommand.sha256(document.text()));
      }
    }
  }

  private String language(Document document) {
    names.clear();
    namer.judge(document, names);
    return names.label(label);
  }

  private Map<String, Bound> bounds(RuleSet set, String label) {
    Language language = languages.named(label);
    return set.name().equals(RuleSets.FINEWEB_2) && language != null
        ? language.configuration().bounds()
        : Map.of();
  }

  private static void judged(
      ObjectNode row, RuleSet set, Segments segments, Map<String, Bound> own, byte[] text) {
    RuleSet.Judgement judged = set.judge(segments, own);
    row.put("verdict", judged.keep() ? "kept" : "dropped").put("rule", judged.rule());
    TryCommand.number(row, "value", judged.value());
    row.put("bound", judged.bound() == null ? null : judged.bound().toString());
    row.put("text_sha256", TryCommand.sha256(judged.keep() ? set.rewrite().text(segments) : text));
  }

  @Override
  public void close() {
    if (namer != null) {
      namer.close();
    }
  }
}
