package zydeco.filters.language;

import java.util.LinkedHashMap;
import java.util.Map;
import zydeco.filters.list.Lists;
import zydeco.filters.text.Segments;
import zydeco.filters.text.WordRules;
import zydeco.pipeline.document.Document;

/**
 * Segments for the texts of each language, made when the first text comes. Those of the languages
 * met latest are kept. Owned by one thread.
 */
public final class LanguageSegments {
  private static final int MOST = 24;

  private final Lists lists;
  private final Languages languages;
  private final Map<Object, Segments> kept =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Segments> eldest) {
          return size() > MOST;
        }
      };

  public LanguageSegments(Lists lists, Languages languages) {
    this.lists = lists;
    this.languages = languages;
  }

  /** The segments of a text that is taken to be English. */
  public Segments english(Document document) {
    return kept.computeIfAbsent(WordRules.ENGLISH, unused -> new Segments(lists)).of(document);
  }

  /**
   * The segments of a text by the rules of its language.
   *
   * @param label what the stage {@code language} called it; null: no language
   */
  public Segments of(String label, Document document) {
    boolean named = languages.named(label) != null;
    Object key = named ? label : Language.ofLabel(label); // those of the same rules share segments
    return kept.computeIfAbsent(key, unused -> made(label)).of(document);
  }

  private Segments made(String label) {
    Language language = languages.named(label);
    Lists own =
        language == null
            ? lists
            : lists
                .with(Lists.STOP_WORDS, language.stopWords())
                .with(Lists.BAD_WORDS, language.badWords());
    return new Segments(own, languages.rules(label));
  }
}
