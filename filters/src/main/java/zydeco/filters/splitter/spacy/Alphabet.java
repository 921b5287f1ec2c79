package zydeco.filters.splitter.spacy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Symbols for the characters that some patterns tell apart: characters that are in the same of
 * their sets have the same symbol. Java tests a symbol below 256 with one look into a table, where
 * a set of a thousand ranges of characters takes a thousand steps. Immutable.
 */
final class Alphabet {
  private static final int DIRECT = 1 << 14;

  /** Where the symbol may change, ascending from 0, and the symbol from there on. */
  private final int[] starts;

  private final char[] symbols;
  private final char[] direct = new char[DIRECT];

  /** The symbols of each of the sets. */
  private final Map<BitSet, BitSet> members = new HashMap<>();

  /** An alphabet of sets of code points. */
  Alphabet(Collection<BitSet> sets) {
    List<BitSet> distinct = sets.stream().distinct().toList();
    distinct.forEach(set -> members.put(set, new BitSet()));
    starts = starts(distinct);
    symbols = new char[starts.length];
    Map<BitSet, Character> known = new HashMap<>();
    for (int i = 0; i < starts.length; i++) {
      BitSet in = new BitSet();
      for (int set = 0; set < distinct.size(); set++) {
        in.set(set, distinct.get(set).get(starts[i]));
      }
      char symbol = known.computeIfAbsent(in, unused -> (char) known.size());
      in.stream().forEach(set -> members.get(distinct.get(set)).set(symbol));
      symbols[i] = symbol;
    }
    for (int c = 0; c < DIRECT; c++) {
      direct[c] = found(c);
    }
  }

  private static int[] starts(List<BitSet> sets) {
    TreeSet<Integer> starts = new TreeSet<>(List.of(0));
    for (BitSet set : sets) {
      for (int from = set.nextSetBit(0); from >= 0; ) {
        int to = set.nextClearBit(from);
        starts.add(from);
        starts.add(to);
        from = set.nextSetBit(to);
      }
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  private char found(int codePoint) {
    int at = Arrays.binarySearch(starts, codePoint);
    return symbols[at >= 0 ? at : -at - 2];
  }

  /** The symbol of a code point. */
  char symbol(int codePoint) {
    return codePoint < DIRECT ? direct[codePoint] : found(codePoint);
  }

  /** The symbols of the characters of some of the sets together. */
  BitSet symbolsIn(BitSet union) {
    BitSet in = new BitSet();
    for (int i = 0; i < starts.length; i++) {
      in.set(symbols[i], in.get(symbols[i]) || union.get(starts[i]));
    }
    return in;
  }

  /** The symbols of the characters of one of the sets. */
  BitSet symbols(BitSet set) {
    return members.get(set);
  }
}
