package zydeco.filters.splitter.spacy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes a {@link PythonPattern} as a pattern over the symbols of an {@link Alphabet}. Neighbouring
 * alternatives that are one character and the same signs around it become one, which matches the
 * same, and is one step in place of a hundred.
 */
final class SymbolPattern {
  private SymbolPattern() {}

  /** Throws IllegalArgumentException, with the cause in words, where the parts are ill-formed. */
  static Pattern of(List<PythonPattern.Part> parts, Alphabet alphabet) {
    List<StringBuilder> written = new ArrayList<>();
    Alternative before = null;
    for (List<PythonPattern.Part> one : alternatives(parts)) {
      Alternative next = Alternative.of(one, alphabet);
      if (next != null && before != null && next.signs.equals(before.signs)) {
        before.symbols.or(next.symbols);
        written.remove(written.size() - 1);
        next = before;
      }
      written.add(next == null ? text(one, alphabet) : next.text());
      before = next;
    }
    try {
      return Pattern.compile(String.join("|", written));
    } catch (IllegalArgumentException | StackOverflowError e) {
      throw new IllegalArgumentException("one of its patterns is ill-formed", e);
    }
  }

  /** One character and the signs before and behind it. */
  private record Alternative(List<String> signs, BitSet symbols) {

    /** Null where the parts are something else. */
    static Alternative of(List<PythonPattern.Part> parts, Alphabet alphabet) {
      List<String> signs = new ArrayList<>();
      BitSet symbols = new BitSet();
      int sets = 0;
      for (PythonPattern.Part part : parts) {
        boolean plain = part.sign() == null || part.sign().equals("^") || part.sign().equals("\\z");
        if (!plain || part.sign() == null && ++sets > 1) {
          return null;
        }
        signs.add(part.sign() == null ? "" : part.sign());
        symbols.or(part.sign() == null ? alphabet.symbols(part.characters()) : symbols);
      }
      return sets == 1 ? new Alternative(signs, symbols) : null;
    }

    StringBuilder text() {
      StringBuilder text = new StringBuilder();
      signs.forEach(sign -> text.append(sign.isEmpty() ? written(symbols) : sign));
      return text;
    }
  }

  /** The alternatives that stand in no group. */
  private static List<List<PythonPattern.Part>> alternatives(List<PythonPattern.Part> parts) {
    List<List<PythonPattern.Part>> all = new ArrayList<>(List.of(new ArrayList<>()));
    int depth = 0;
    for (PythonPattern.Part part : parts) {
      String sign = part.sign() == null ? "" : part.sign();
      depth += sign.startsWith("(") ? 1 : sign.equals(")") ? -1 : 0;
      if (depth == 0 && sign.equals("|")) {
        all.add(new ArrayList<>());
      } else {
        all.get(all.size() - 1).add(part);
      }
    }
    return all;
  }

  private static StringBuilder text(List<PythonPattern.Part> parts, Alphabet alphabet) {
    StringBuilder text = new StringBuilder();
    for (PythonPattern.Part part : parts) {
      text.append(part.sign() == null ? written(alphabet.symbols(part.characters())) : part.sign());
    }
    return text;
  }

  private static String written(BitSet symbols) {
    StringBuilder text = new StringBuilder("[");
    symbols.stream().forEach(symbol -> text.append(String.format("\\u%04X", symbol)));
    return text.append(symbols.isEmpty() ? "\\uFFFF]" : "]").toString();
  }
}
