package zydeco.dedup.minhash;

import java.nio.ByteBuffer;

/**
 * What a text's shingles have under the functions of a family: the least value of each, then the
 * greatest of each.
 *
 * @param values as many as bands times rows
 */
public record Signature(int[] values) {

  /** The share of equal values: an estimate of the Jaccard similarity of the shingle sets. */
  public double similarity(Signature other) {
    int[] a = values;
    int[] b = other.values;
    int equal = 0;
    for (int i = 0; i < a.length; i++) {
      equal += a[i] == b[i] ? 1 : 0;
    }
    return (double) equal / a.length;
  }

  /** Four bytes a value, big-endian. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  public static Signature of(byte[] bytes) {
    int[] values = new int[bytes.length / 4];
    ByteBuffer.wrap(bytes).asIntBuffer().get(values);
    return new Signature(values);
  }
}
