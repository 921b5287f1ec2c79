package zydeco.dedup.survivors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import zydeco.dedup.cluster.LongIndex;
import zydeco.dedup.minhash.Mix;

/** The survivors of one cluster so far, searched for the one most similar to a member. */
final class Candidates {
  /*
   * Looked at are the first NEAR survivors and, for each band key, the latest PER_KEY that share it;
   * of those with equal signature and rank (and shingles, where those are compared) only the first
   * is held, because no later one could be preferred. So a search among a million clones costs one
   * comparison, and a search among a hundred thousand documents with one long header a bounded
   * number. Beyond LIMIT survivors of one cluster (about 170 MB) more are not held. Both limits can
   * only leave a document in the corpus that a longer search would have removed, or name a survivor
   * that is not the nearest.
   */
  private static final int NEAR = 64;
  private static final int PER_KEY = 512;
  private static final int LIMIT = 1 << 18;

  private final List<Member> members = new ArrayList<>();
  private final LongIndex twins = new LongIndex();
  private LongIndex keys;
  private int[] newestOfKey;
  private int[] entryMember = new int[0];
  private int[] entryOlder = new int[0];
  private int entries;

  /**
   * Holds a survivor, not its shingles, unless one that is equal to it in all is held; whether it
   * does.
   */
  boolean add(Member member) {
    if (members.size() == LIMIT || holdsTwin(member)) {
      return false;
    }
    members.add(member.withoutShingles());
    if (keys != null) {
      index(members.size() - 1);
    } else if (members.size() > NEAR && member.keys() != null) {
      indexAll();
    }
    return true;
  }

  private boolean holdsTwin(Member member) {
    long hash = member.rank();
    if (member.signature() != null) {
      hash = mixed(hash, member.signature().values());
    }
    if (member.shingles() != null) {
      hash = mixed(hash, member.shingles());
    }
    int known = twins.size();
    return twins.add(hash) < known;
  }

  private static long mixed(long hash, int[] values) {
    long mixed = hash;
    for (int value : values) {
      mixed = Mix.finish(mixed ^ value) + Mix.GOLDEN;
    }
    return mixed;
  }

  /**
   * The held survivor of a rank below the given one that is most similar; of equals the earliest.
   * Null where there is none of such a rank.
   */
  Survivors.Removal nearest(Member member, int belowRank) {
    List<Survivors.Removal> nearest = nearest(member, belowRank, 0, 1);
    return nearest.isEmpty() ? null : nearest.get(0);
  }

  /** The same, the most similar ones first, of at least that similarity. */
  List<Survivors.Removal> nearest(Member member, int belowRank, double atLeast, int most) {
    List<Survivors.Removal> found = new ArrayList<>();
    visit(
        member,
        held -> {
          double similarity = held.rank() < belowRank ? member.similarity(held) : -1;
          int at = found.size();
          while (at > 0 && found.get(at - 1).similarity() < similarity) {
            at--;
          }
          if (similarity >= atLeast && at < most) {
            found.add(at, new Survivors.Removal(held, similarity, null));
            if (found.size() > most) {
              found.remove(most);
            }
          }
        });
    return found;
  }

  private interface Visitor {
    void visit(Member held);
  }

  /** Visits the first ones in order, then those that share a key, in order. */
  private void visit(Member member, Visitor visitor) {
    for (int i = 0; i < Math.min(NEAR, members.size()); i++) {
      visitor.visit(members.get(i));
    }
    if (keys != null) {
      for (int at : sharing(member)) {
        visitor.visit(members.get(at));
      }
    }
  }

  private int[] sharing(Member member) {
    int[] found = new int[16];
    int count = 0;
    for (long key : member.keys()) {
      int slot = keys.find(key);
      int left = PER_KEY;
      for (int e = slot < 0 ? -1 : newestOfKey[slot]; e >= 0 && left > 0; e = entryOlder[e]) {
        left--;
        if (entryMember[e] >= NEAR) {
          if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
          }
          found[count++] = entryMember[e];
        }
      }
    }
    return Arrays.stream(found, 0, count).sorted().distinct().toArray();
  }

  private void indexAll() {
    keys = new LongIndex();
    newestOfKey = new int[1024];
    for (int i = 0; i < members.size(); i++) {
      index(i);
    }
  }

  private void index(int member) {
    for (long key : members.get(member).keys()) {
      int known = keys.size();
      int slot = keys.add(key);
      if (slot >= newestOfKey.length) {
        newestOfKey = Arrays.copyOf(newestOfKey, 2 * slot);
      }
      if (entries == entryMember.length) {
        entryMember = Arrays.copyOf(entryMember, Math.max(1024, 2 * entries));
        entryOlder = Arrays.copyOf(entryOlder, entryMember.length);
      }
      entryMember[entries] = member;
      entryOlder[entries] = slot == known ? -1 : newestOfKey[slot];
      newestOfKey[slot] = entries++;
    }
  }
}
