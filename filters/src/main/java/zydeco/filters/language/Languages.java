package zydeco.filters.language;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import zydeco.filters.text.WordRules;
import zydeco.pipeline.recipe.FileHash;
import zydeco.pipeline.recipe.Settings;

/**
 * The languages that a recipe names under {@code languages}, by label.
 *
 * <pre>
 * languages:
 *   fr: {fineweb-2: configs/fra_Latn.yml, words: fr.tokenizer}
 *   de: {stop-words: lists/de.txt}
 * </pre>
 *
 * @param named those of the recipe; English is known without being named
 */
public record Languages(Map<String, Language> named) implements Serializable {
  /** English alone is known. */
  public static final Languages NONE = new Languages(Map.of());

  public Languages {
    named = new TreeMap<>(named);
  }

  /**
   * Reads the mapping of labels; a file that is missing or unusable is a RecipeException.
   *
   * @param defaults of each language
   */
  public static Languages of(Settings settings, Settings defaults) {
    Map<String, Language> named = new TreeMap<>();
    for (String label : settings.keys()) {
      Settings one = settings.map(label).withDefaults(defaults);
      Language language = Language.of(label, one);
      language.check(one);
      named.put(label, language);
    }
    return new Languages(named);
  }

  /** The language of a label, or null where the recipe does not name it. */
  public Language named(String label) {
    return label == null ? null : named.get(label);
  }

  /** How the words of a label's texts are cut, and their stop words where they are known. */
  WordRules rules(String label) {
    Language language = named(label);
    return language == null ? Language.ofLabel(label) : language.rules();
  }

  /** The files that they name. */
  public List<String> files() {
    return named.values().stream().flatMap(language -> language.files().stream()).toList();
  }

  /** One line that is equal where the languages and the contents of their files are. */
  public String inputs() {
    return named.values().stream().map(Languages::inputs).collect(Collectors.joining(";"));
  }

  private static String inputs(Language language) {
    List<String> files = language.files();
    return language.label()
        + ":"
        + (language.namedRules() == null ? "file" : language.namedRules())
        + files.stream().map(file -> FileHash.sha256(Path.of(file))).toList();
  }
}
