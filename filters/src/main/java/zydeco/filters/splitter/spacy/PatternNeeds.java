package zydeco.filters.splitter.spacy;

import java.util.BitSet;
import java.util.List;
import zydeco.filters.bytes.Characters;

/**
 * Finds characters without which a pattern matches nothing, so that most texts need not be tried.
 */
final class PatternNeeds {
  private final List<PythonPattern.Part> parts;
  private int at;

  private PatternNeeds(List<PythonPattern.Part> parts) {
    this.parts = parts;
  }

  /** A set of which every match has a character; null where none is found. */
  static BitSet of(List<PythonPattern.Part> parts) {
    return new PatternNeeds(parts).alternatives();
  }

  private String sign() {
    return at < parts.size() ? parts.get(at).sign() : ")";
  }

  /** What all alternatives up to the end of a group need. */
  private BitSet alternatives() {
    BitSet any = sequence();
    while ("|".equals(sign())) {
      at++;
      BitSet other = sequence();
      any = any == null || other == null ? null : union(any, other);
    }
    return any;
  }

  private static BitSet union(BitSet one, BitSet two) {
    BitSet both = (BitSet) one.clone();
    both.or(two);
    return both;
  }

  /** The set that a sequence needs and texts have least. */
  private BitSet sequence() {
    BitSet least = null;
    while (!"|".equals(sign()) && !")".equals(sign())) {
      BitSet atom = atom();
      boolean less = atom != null && (least == null || commonness(atom) < commonness(least));
      least = !mayBeAbsent() && less ? atom : least;
    }
    return least;
  }

  /** Sets without letters before those with some, small ones before large ones. */
  private static int commonness(BitSet set) {
    boolean letters = set.stream().anyMatch(c -> Characters.is(c, Characters.LETTER));
    return set.cardinality() + (letters ? Character.MAX_CODE_POINT : 0);
  }

  private BitSet atom() {
    PythonPattern.Part part = parts.get(at++);
    if (part.sign() == null) {
      return part.characters();
    }
    if (!part.sign().startsWith("(")) {
      return null;
    }
    BitSet inner = alternatives();
    at++;
    return part.sign().equals("(") || part.sign().equals("(?:") ? inner : null;
  }

  /** Goes behind what says how often the atom before is repeated. */
  private boolean mayBeAbsent() {
    boolean absent = false;
    while (sign() != null && sign().matches("[?*+]|\\{.*")) {
      absent |= sign().matches("[?*]|\\{0?,.*|\\{0}");
      at++;
    }
    return absent;
  }
}
