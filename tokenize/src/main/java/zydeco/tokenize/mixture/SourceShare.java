package zydeco.tokenize.mixture;

import java.io.Serializable;

/**
 * What a plan asks of one pool, such as a source.
 *
 * @param weight as the recipe gives it; NaN where it gives none
 * @param asked share of the phase, 0 to 1
 * @param target tokens, with one end-of-text a document
 * @param epochs target over what the pool holds; 0 where it holds nothing
 * @param end what it has given when the phase is over, earlier phases included
 */
public record SourceShare(
    String name, double weight, double asked, long target, double epochs, End end)
    implements Serializable {

  /**
   * A place in the endless repetition of a pool's documents.
   *
   * @param whole epochs that take every document
   * @param rest tokens of a last epoch of a part of the documents
   */
  public record End(int whole, long rest) implements Serializable {
    static End of(long tokens, long held) {
      return held == 0 ? new End(0, 0) : new End(Math.toIntExact(tokens / held), tokens % held);
    }
  }
}
