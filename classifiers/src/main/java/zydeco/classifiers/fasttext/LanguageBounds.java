package zydeco.classifiers.fasttext;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Bound;

/**
 * The least score of each language.
 *
 * @param own of the languages that have one, by label
 * @param others of all other languages, or null: any
 */
record LanguageBounds(Map<String, Bound> own, Bound others) implements Serializable {

  /**
   * Reads {@code threshold} and {@code thresholds}: a mapping of labels to numbers from 0 to 1, or
   * a file of lines {@code LABEL: NUMBER}.
   */
  static LanguageBounds of(Settings settings) {
    Bound others =
        settings.has("threshold") ? Bound.atLeast(settings.number("threshold", 0, 1)) : null;
    if (!settings.has("thresholds")) {
      return new LanguageBounds(new TreeMap<>(), others);
    }
    Settings given = settings.isMap("thresholds") ? settings.map("thresholds") : file(settings);
    Map<String, Bound> own = new TreeMap<>();
    for (String label : given.keys()) {
      own.put(label, Bound.atLeast(given.number(label, 0, 1)));
    }
    return new LanguageBounds(own, others);
  }

  private static Settings file(Settings settings) {
    Path file = settings.existingFile("thresholds");
    try {
      return Settings.parse(file, Files.readString(file));
    } catch (IOException e) {
      throw settings.error(
          "thresholds", "Cannot read " + file + ": " + e + ".", "It must be readable UTF-8 text.");
    }
  }

  /** The labels that have a bound of their own. */
  Set<String> labels() {
    return own.keySet();
  }

  /** Whether any score of any language will do. */
  boolean any() {
    return own.isEmpty() && others == null;
  }

  /** The bound of a label, or null where any score will do. */
  Bound of(String label) {
    return label == null ? others : own.getOrDefault(label, others);
  }
}
