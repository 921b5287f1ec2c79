package zydeco.dedup.decontamination;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Groups of evaluation sets that have a run of words in common, each kept once: a tree in which a
 * group is another one and a set more. Sets are added in the order of their numbers.
 */
final class Holders implements Serializable {
  private int[] last = new int[16];
  private int[] others = new int[16];
  private int[] first = new int[16];
  private int count;
  // only wanted while sets are read; the last question is often asked again
  private transient Map<Long, Integer> known = new HashMap<>();
  private transient long before;
  private transient int answer;

  /**
   * The group with one set more; the same where it has it.
   *
   * @param group -1 for none
   * @param set no number below those that the group has
   */
  int with(int group, int set) {
    if (group >= 0 && last[group] == set) {
      return group;
    }
    long asked = (long) group << 32 | set;
    if (asked != before || count == 0) {
      answer = known.computeIfAbsent(asked, key -> add(group, set));
      before = asked;
    }
    return answer;
  }

  private int add(int group, int set) {
    if (count == last.length) {
      last = Arrays.copyOf(last, 2 * count);
      others = Arrays.copyOf(others, 2 * count);
      first = Arrays.copyOf(first, 2 * count);
    }
    last[count] = set;
    others[count] = group;
    first[count] = group < 0 ? set : first[group];
    return count++;
  }

  /** The set of a group that was read first. */
  int first(int group) {
    return first[group];
  }

  /** Adds one to the number of every set of a group. */
  void count(int group, int[] runs) {
    for (int at = group; at >= 0; at = others[at]) {
      runs[last[at]]++;
    }
  }
}
