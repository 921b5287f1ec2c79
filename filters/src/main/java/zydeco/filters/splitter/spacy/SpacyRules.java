package zydeco.filters.splitter.spacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import zydeco.filters.splitter.SpecialWords;

/**
 * The rules of one of spaCy's tokenizers, from the file that its {@code to_disk} writes and that
 * stands as {@code tokenizer} in the folder of each of spaCy's models. Immutable.
 *
 * @param alphabet of the symbols that the patterns are about
 * @param prefix what is cut off in front, or null
 * @param suffix what is cut off behind, or null
 * @param infix what parts words, or null
 * @param whole what is never cut, or null
 * @param wholeNeeds symbols of which whatever is never cut has one, or null
 * @param addresses whether addresses of the web and of mail are never cut
 * @param special words with cuts of their own
 */
public record SpacyRules(
    Alphabet alphabet,
    Pattern prefix,
    Pattern suffix,
    Pattern infix,
    Pattern whole,
    BitSet wholeNeeds,
    boolean addresses,
    SpecialWords special) {

  /** The key of a token's text in an exception. */
  private static final long ORTH = 65;

  private static final List<String> PATTERNS =
      List.of("prefix_search", "suffix_search", "infix_finditer", "token_match");

  /** Reads a file; throws IllegalArgumentException, with the cause in words, where it is none. */
  public static SpacyRules read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!(MessagePack.read(bytes) instanceof Map<?, ?> values)
        || !values.containsKey("prefix_search")
        || !values.containsKey("exceptions")) {
      throw new IllegalArgumentException("it has no 'prefix_search' and 'exceptions'");
    }
    Map<String, List<PythonPattern.Part>> parts = new HashMap<>();
    List<BitSet> sets = new ArrayList<>();
    for (String key : PATTERNS) {
      if (values.get(key) instanceof String python) {
        parts.put(key, PythonPattern.parts(python));
        parts.get(key).stream()
            .map(PythonPattern.Part::characters)
            .filter(Objects::nonNull)
            .forEach(sets::add);
      }
    }
    Alphabet alphabet = new Alphabet(sets);
    return new SpacyRules(
        alphabet,
        pattern(parts.get("prefix_search"), alphabet),
        pattern(parts.get("suffix_search"), alphabet),
        pattern(parts.get("infix_finditer"), alphabet),
        pattern(parts.get("token_match"), alphabet),
        needs(parts.get("token_match"), alphabet),
        values.get("url_match") != null,
        special(values.get("exceptions")));
  }

  private static Pattern pattern(List<PythonPattern.Part> parts, Alphabet alphabet) {
    return parts == null ? null : SymbolPattern.of(parts, alphabet);
  }

  private static BitSet needs(List<PythonPattern.Part> parts, Alphabet alphabet) {
    BitSet needed = parts == null ? null : PatternNeeds.of(parts);
    return needed == null ? null : alphabet.symbolsIn(needed);
  }

  private static SpecialWords special(Object exceptions) {
    Map<String, List<String>> special = new TreeMap<>();
    if (!(exceptions instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("its 'exceptions' are no map");
    }
    map.forEach((word, tokens) -> special.put(String.valueOf(word), parts(word, tokens)));
    return new SpecialWords(special);
  }

  private static List<String> parts(Object word, Object tokens) {
    List<String> parts = new ArrayList<>();
    if (tokens instanceof List<?> list) {
      for (Object token : list) {
        if (token instanceof Map<?, ?> attributes && attributes.get(ORTH) instanceof String text) {
          parts.add(text);
        }
      }
    }
    if (!String.join("", parts).equals(word)) {
      throw new IllegalArgumentException("its exception '" + word + "' is not of its parts");
    }
    return parts;
  }
}
