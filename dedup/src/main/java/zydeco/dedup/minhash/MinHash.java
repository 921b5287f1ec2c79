package zydeco.dedup.minhash;

import java.nio.ByteBuffer;
import java.util.Arrays;
import zydeco.pipeline.text.Hash128;

/** Makes signatures of texts. Owned by one thread. */
public final class MinHash {
  /** The seed of the function that samples pairs; a recipe's seed is no negative number. */
  private static final long SAMPLE = -1;

  private final Scheme scheme;
  private final Shingler shingler;
  private final Signer signer;
  private final MinHashKernel sample = MinHashKernel.of(HashFamily.of(1, SAMPLE));

  MinHash(Scheme scheme) {
    this.scheme = scheme;
    this.shingler = scheme.shingler();
    this.signer = scheme.signer(sample);
  }

  /** The signature of a text; null where it is too short to be compared. */
  public Signature signature(byte[] text) {
    byte[] form = scheme.normalization().apply(text);
    sample.reset();
    int[] values = signer.sign(form);
    if (values != null) {
      return new Signature(values);
    }
    return scheme.shortTexts() == ShortTexts.EXACT ? exact(whole(text, form)) : null;
  }

  /** What a text too short for a shingle is compared by: the text where its form has nothing. */
  private static Hash128 whole(byte[] text, byte[] form) {
    return Hash128.of(form.length == 0 ? text : form);
  }

  /**
   * Four bytes of the text signed last: the least value under a function of its own, of which no
   * signature knows. Two texts agree in it with the probability of their similarity, whatever their
   * bands do. Null where the text has no shingle.
   */
  public byte[] sampleKey() {
    int least = sample.values(1)[0];
    return least == Integer.MAX_VALUE ? null : ByteBuffer.allocate(4).putInt(least).array();
  }

  /** The distinct shingles of a text, ascending; of one too short to have any, a hash of it all. */
  public int[] shingles(byte[] text) {
    byte[] form = scheme.normalization().apply(text);
    int[] all = new int[Math.max(1, form.length)];
    int[] size = {0};
    shingler.shingle(
        form,
        (buffer, count) -> {
          System.arraycopy(buffer, 0, all, size[0], count);
          size[0] += count;
        });
    if (size[0] == 0) {
      return new int[] {Mix.narrow(whole(text, form).high())};
    }
    Arrays.sort(all, 0, size[0]);
    int distinct = 1;
    for (int i = 1; i < size[0]; i++) {
      if (all[i] != all[distinct - 1]) {
        all[distinct++] = all[i];
      }
    }
    return Arrays.copyOf(all, distinct);
  }

  /** Values that only an equal text has: 128 bits of hash, spread. */
  private Signature exact(Hash128 hash) {
    int[] values = new int[scheme.banding().values()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) Mix.finish((i % 2 == 0 ? hash.high() : hash.low()) + i * Mix.GOLDEN);
    }
    return new Signature(values);
  }
}
