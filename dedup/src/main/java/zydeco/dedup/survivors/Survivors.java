package zydeco.dedup.survivors;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zydeco.dedup.earlier.Side;
import zydeco.dedup.minhash.ShingleStore;

/**
 * Decides who stays of a cluster, member by member. Members must come in the order of preference:
 * by rank, then by measures, content and id; what is decided depends on that order and on the
 * members alone.
 */
public final class Survivors {
  /*
   * Without a bound on similarity the policy decides, and similarity only names the survivor that a
   * removed document is explained by. With a bound a member goes only where a survivor that the
   * policy allows is at least that similar; else it becomes a survivor itself and founds a group.
   * So a chain of documents, each near the next, falls apart into groups around survivors, and no
   * document goes that is not near its own.
   *
   * Exact: of the survivors that look similar enough by signature, give or take four standard
   * errors, the TRIES most similar are compared shingle by shingle.
   */
  private static final int TRIES = 8;

  private final Keeping keeping;
  private final Proof proof;
  private Candidates candidates;
  private Map<Long, int[]> groups;
  private int[] group;
  private Member first;
  private Member named;
  private ShingleStore shingles;

  /**
   * What a removal must stand.
   *
   * @param atLeast the least similarity to the survivor; 0: none is asked
   * @param exact whether that is the Jaccard similarity of the shingles, not its estimate
   */
  public record Proof(double atLeast, boolean exact) implements java.io.Serializable {
    public static final Proof NONE = new Proof(0, false);
  }

  /**
   * A member that goes.
   *
   * @param survivor the member kept in its stead
   * @param similarity estimated, of the two
   * @param jaccard exact; null where it was not computed
   */
  record Removal(Member survivor, double similarity, Double jaccard) {}

  Survivors(Keeping keeping, Proof proof) {
    this.keeping = keeping;
    this.proof = proof;
  }

  /** Begins a new cluster. */
  void begin() {
    first = null;
    named = null;
    candidates = new Candidates();
    groups = new HashMap<>();
    if (proof.exact()) {
      close();
      shingles = new ShingleStore();
    }
  }

  /** Forgets the last cluster. */
  void close() {
    if (shingles != null) {
      shingles.close();
      shingles = null;
    }
  }

  /**
   * The member that names the cluster: the first of this build, whose ids earlier builds may have
   * given, too; before there is one, the first.
   */
  Member named() {
    return named;
  }

  /** Judges the next member: null where it stays, or was gone before. */
  Removal judge(Member member) {
    if (member.side() == Side.GONE) {
      return null;
    }
    if (named == null || named.side() != Side.OWN && member.side() == Side.OWN) {
      named = member.withoutShingles();
    }
    Removal removal = null;
    if (first == null) {
      first = member;
      group = new int[1];
    } else {
      removal = removal(member);
    }
    if (removal == null) {
      stay(member);
    }
    return removal;
  }

  private Removal removal(Member member) {
    boolean best = keeping.policy() == KeepPolicy.BEST;
    Removal nearest;
    if (proof.atLeast() > 0) {
      nearest = proven(member, best ? Integer.MAX_VALUE : member.rank());
      group = nearest == null || !best ? new int[1] : groups.get(nearest.survivor().doc());
    } else if (best) {
      nearest = candidates.nearest(member, Integer.MAX_VALUE);
    } else {
      nearest = member.rank() > first.rank() ? candidates.nearest(member, member.rank()) : null;
    }
    boolean room = best && group[0] < keeping.atMost();
    return member.stays() || member.side() == Side.STAYS || room ? null : nearest;
  }

  private void stay(Member member) {
    group[0]++;
    if (proof.atLeast() > 0 && keeping.policy() == KeepPolicy.BEST) {
      groups.put(member.doc(), group);
    }
    if (candidates.add(member) && proof.exact()) {
      shingles.add(member.doc(), member.shingles());
    }
  }

  private Removal proven(Member member, int belowRank) {
    if (!proof.exact()) {
      Removal nearest = candidates.nearest(member, belowRank);
      return nearest != null && nearest.similarity() >= proof.atLeast() ? nearest : null;
    }
    double error = Math.sqrt(0.25 / member.signature().values().length);
    List<Removal> likely =
        candidates.nearest(member, belowRank, proof.atLeast() - 4 * error, TRIES);
    Removal best = null;
    for (Removal candidate : likely) {
      double jaccard =
          ShingleStore.jaccard(member.shingles(), shingles.get(candidate.survivor().doc()));
      if (jaccard >= proof.atLeast() && (best == null || jaccard > best.jaccard())) {
        best = new Removal(candidate.survivor(), candidate.similarity(), jaccard);
      }
    }
    return best;
  }
}
