package zydeco.filters.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import zydeco.pipeline.stage.Bound;

/**
 * FineWeb-2's configuration of one language: a file of its repository's folder {@code configs}.
 * Immutable.
 *
 * @param bounds by the name of the rule of {@code fineweb-2}; as in datatrove, a bound of 0 on what
 *     may not be exceeded, or on the fraction of words with a letter, turns the rule off
 * @param stopWords as they are written
 */
public record FinewebTwo(Map<String, Bound> bounds, List<String> stopWords) {
  private static final Bound ANY = new Bound(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  public FinewebTwo {
    bounds = Map.copyOf(bounds);
    stopWords = List.copyOf(stopWords);
  }

  /** Reads a file; throws IllegalArgumentException, with the cause in words, where it is none. */
  static FinewebTwo read(Path file) {
    try {
      Object root = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
      if (!(root instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException("it is no mapping of keys");
      }
      return new FinewebTwo(bounds(map), texts(map, "stopwords"));
    } catch (YamlEngineException | CharacterCodingException e) {
      throw new IllegalArgumentException("it is no YAML", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Bound> bounds(Map<?, ?> map) {
    Map<String, Bound> bounds = new LinkedHashMap<>();
    bounds.put("duplicate-line-fraction", unlessZero(number(map, "dup_line_frac")));
    grams(map, "top_n_grams", "top-%s-gram-fraction", bounds);
    grams(map, "dup_n_grams", "duplicate-%s-gram-fraction", bounds);
    bounds.put("punctuated-line-fraction", Bound.atLeast(number(map, "line_punct_thr")));
    bounds.put("newline-to-word-ratio", Bound.atMost(number(map, "new_line_ratio")));
    double shortest = number(map, "min_avg_word_length");
    double longest = number(map, "max_avg_word_length");
    bounds.put("mean-word-length", new Bound(shortest, longest == 0 ? ANY.max() : longest));
    double letters = number(map, "max_non_alpha_words_ratio");
    bounds.put("alphabetic-word-fraction", letters == 0 ? ANY : Bound.atLeast(letters));
    return bounds;
  }

  private static Bound unlessZero(double most) {
    return most == 0 ? ANY : Bound.atMost(most);
  }

  private static void grams(Map<?, ?> map, String key, String name, Map<String, Bound> to) {
    for (Object pair : list(map, key)) {
      if (!(pair instanceof List<?> two)
          || two.size() != 2
          || !(two.get(1) instanceof Number most)) {
        throw new IllegalArgumentException("its '" + key + "' are no pairs of numbers");
      }
      to.put(String.format(name, two.get(0)), Bound.atMost(most.doubleValue()));
    }
  }

  private static double number(Map<?, ?> map, String key) {
    if (map.get(key) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("it has no number '" + key + "'");
  }

  private static List<?> list(Map<?, ?> map, String key) {
    if (map.get(key) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("it has no list '" + key + "'");
  }

  private static List<String> texts(Map<?, ?> map, String key) {
    return list(map, key).stream().map(String::valueOf).toList();
  }
}
