package zydeco.tokenize.mixture;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import zydeco.pipeline.text.Hash128;

/**
 * Where the last, partial epoch of a source ends: it takes the documents up to and with this one,
 * in the order of {@link Draw#sample} and then of ids.
 *
 * @param drawn the sample draw of the last document
 * @param idHigh the first half of its id
 * @param idLow the second half
 */
public record Cutoff(long drawn, long idHigh, long idLow)
    implements Comparable<Cutoff>, Serializable {

  /**
   * A document that may be the last.
   *
   * @param last the cutoff behind it
   * @param tokens with its end-of-text
   * @param bytes of its UTF-8 text
   */
  public record Candidate(Cutoff last, long tokens, long bytes)
      implements Comparable<Candidate>, Serializable {
    @Override
    public int compareTo(Candidate other) {
      return last.compareTo(other.last);
    }
  }

  /**
   * How many of the candidates, in order, come nearest to so many tokens; the fewer where two
   * counts are equally near.
   */
  public static int nearest(List<Candidate> ordered, long tokens) {
    long taken = 0;
    for (int i = 0; i < ordered.size(); i++) {
      long next = taken + ordered.get(i).tokens();
      if (next > tokens) {
        return next - tokens < tokens - taken ? i + 1 : i;
      }
      taken = next;
    }
    return ordered.size();
  }

  /** The candidates in order. */
  public static List<Candidate> ordered(List<Candidate> candidates) {
    Candidate[] sorted = candidates.toArray(new Candidate[0]);
    Arrays.sort(sorted);
    return List.of(sorted);
  }

  public static Cutoff behind(long drawn, Hash128 id) {
    return new Cutoff(drawn, id.high(), id.low());
  }

  public boolean takes(long sampleDraw, Hash128 documentId) {
    return behind(sampleDraw, documentId).compareTo(this) <= 0;
  }

  @Override
  public int compareTo(Cutoff other) {
    int byDraw = Long.compareUnsigned(drawn, other.drawn);
    int byHigh = byDraw != 0 ? byDraw : Long.compareUnsigned(idHigh, other.idHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(idLow, other.idLow);
  }
}
