package zydeco.jobs.whatif;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Sets of documents by their place in the build.
 *
 * @param bySplit a bit a row of the ledger's part of that number
 */
record Places(Map<Integer, BitSet> bySplit) implements java.io.Serializable {

  static Places none() {
    return new Places(new HashMap<>());
  }

  void add(int split, int place) {
    bySplit.computeIfAbsent(split, s -> new BitSet()).set(place);
  }

  void add(long address) {
    add((int) (address >>> 32), (int) address);
  }

  boolean has(int split, int place) {
    BitSet bits = bySplit.get(split);
    return bits != null && bits.get(place);
  }

  boolean has(long address) {
    return has((int) (address >>> 32), (int) address);
  }

  /** Takes over all of another set; the two share no split. */
  void addAll(Places other) {
    bySplit.putAll(other.bySplit);
  }

  /** Those of this set that the other lacks. */
  Places without(Places other) {
    return combined(other, BitSet::andNot);
  }

  /** Those that both sets have. */
  Places and(Places other) {
    return combined(other, BitSet::and);
  }

  private Places combined(Places other, java.util.function.BiConsumer<BitSet, BitSet> how) {
    Places result = none();
    bySplit.forEach(
        (split, bits) -> {
          BitSet copy = (BitSet) bits.clone();
          how.accept(copy, other.bySplit.getOrDefault(split, new BitSet()));
          if (!copy.isEmpty()) {
            result.bySplit.put(split, copy);
          }
        });
    return result;
  }

  long count() {
    return bySplit.values().stream().mapToLong(BitSet::cardinality).sum();
  }
}
