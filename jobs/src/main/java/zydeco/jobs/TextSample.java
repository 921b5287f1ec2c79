package zydeco.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import zydeco.pipeline.text.Hash128;

/**
 * At most so many texts of any number: those with the smallest hashes, so that the choice does not
 * depend on the order of files. Where all of them fit, they stay in the order in which they came.
 */
final class TextSample {
  private final int most;
  private final List<Held> held = new ArrayList<>();
  private PriorityQueue<Held> largestFirst;
  private long seen;

  /**
   * A text.
   *
   * @param score the larger model's, where there is one
   */
  record Scored(byte[] text, double score) {}

  private record Held(long hash, long number, Scored scored) {}

  TextSample(int most) {
    if (most < 1) {
      throw new zydeco.pipeline.recipe.RecipeException(
          "--at-most: Cannot train on " + most + " texts. Say 1 or more.");
    }
    this.most = most;
  }

  void add(byte[] text) {
    add(text, Double.NaN);
  }

  void add(byte[] text, double score) {
    Held next = new Held(Hash128.of(text).low() ^ Long.MIN_VALUE, seen++, new Scored(text, score));
    if (held.size() < most) {
      held.add(next);
      return;
    }
    if (largestFirst == null) {
      largestFirst =
          new PriorityQueue<>(
              Comparator.comparingLong(Held::hash).thenComparingLong(Held::number).reversed());
      largestFirst.addAll(held);
    }
    largestFirst.add(next);
    largestFirst.poll();
  }

  /** How many texts there were. */
  long seen() {
    return seen;
  }

  /** The chosen texts. */
  List<byte[]> texts() {
    return scored().stream().map(Scored::text).toList();
  }

  /** The chosen texts with their scores. */
  List<Scored> scored() {
    List<Held> chosen = largestFirst == null ? held : new ArrayList<>(largestFirst);
    return chosen.stream()
        .sorted(Comparator.comparingLong(largestFirst == null ? Held::number : Held::hash))
        .map(Held::scored)
        .toList();
  }
}
