package zydeco.dedup.cluster;

import java.util.Arrays;

/** Joins documents into components: union-find over the addresses that it has seen. */
public final class Forest {
  private final LongIndex docs = new LongIndex();
  private int[] parents = new int[1024];

  /** Joins two documents; false where they were joined before. */
  public boolean join(long a, long b) {
    int rootA = root(number(a));
    int rootB = root(number(b));
    parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    return rootA != rootB;
  }

  /** Documents seen. */
  int size() {
    return docs.size();
  }

  private int number(long doc) {
    int known = docs.size();
    int number = docs.add(doc);
    if (number == known) {
      if (number == parents.length) {
        parents = Arrays.copyOf(parents, 2 * number);
      }
      parents[number] = number;
    }
    return number;
  }

  private int root(int number) {
    while (parents[number] != number) {
      parents[number] = parents[parents[number]];
      number = parents[number];
    }
    return number;
  }

  /** Every document seen with the number of its component. */
  public Components components() {
    long[] sorted = new long[size()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = docs.value(i);
    }
    Arrays.sort(sorted);
    int[] roots = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      roots[i] = root(docs.find(sorted[i]));
    }
    return new Components(sorted, roots);
  }
}
