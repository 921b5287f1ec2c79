package zydeco.dedup.minhash;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Locale;

/**
 * How a signature is cut into keys: two documents are candidates where all rows of any band agree.
 * Two documents of similarity s are found with probability 1 - (1 - s^rows)^bands (Leskovec,
 * Rajaraman, Ullman, Mining of Massive Datasets, 3.4).
 *
 * @param bands keys a document
 * @param rows values of the signature a key is made of
 */
public record Banding(int bands, int rows) implements Serializable {

  public Banding {
    if (bands < 1 || rows < 1) {
      throw new IllegalArgumentException(bands + " bands of " + rows + " rows");
    }
  }

  /**
   * The banding of at most that many values with the least false positives and false negatives,
   * weighed alike, for documents whose similarity may be anything from 0 to 1: the areas under the
   * curve below the target and over it above (Zhu et al., LSH Ensemble, VLDB 2016; datasketch's
   * choice).
   */
  static Banding forTarget(double target, int values) {
    Banding best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int bands = 1; bands <= values; bands++) {
      for (int rows = 1; rows <= values / bands; rows++) {
        Banding banding = new Banding(bands, rows);
        double wrong = banding.falsePositives(target) + banding.falseNegatives(target);
        if (wrong < least) {
          least = wrong;
          best = banding;
        }
      }
    }
    return best;
  }

  /** The area under the curve from 0 to the target. */
  double falsePositives(double target) {
    return area(0, target);
  }

  /** The area over the curve from the target to 1. */
  double falseNegatives(double target) {
    return 1 - target - area(target, 1);
  }

  private double area(double from, double to) {
    int steps = 400;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += probabilityAt(from + (i + 0.5) / steps * (to - from));
    }
    return sum / steps * (to - from);
  }

  /** Values a signature must have. */
  public int values() {
    return bands * rows;
  }

  /** The probability that a pair of that similarity becomes a candidate. */
  public double probabilityAt(double similarity) {
    return 1 - Math.pow(1 - Math.pow(similarity, rows), bands);
  }

  /** Where the curve is steepest, about: (1/bands)^(1/rows). */
  public double threshold() {
    return Math.pow(1.0 / bands, 1.0 / rows);
  }

  /**
   * A 64-bit key a band, unlike for equal rows of different bands. Two unlike bands collide with
   * probability 2⁻⁶⁴.
   */
  public long[] keys(Signature signature) {
    int[] values = signature.values();
    long[] keys = new long[bands];
    for (int band = 0; band < bands; band++) {
      keys[band] = Mix.finish((band + 1) * Mix.GOLDEN);
    }
    for (int row = 0; row < rows; row++) {
      for (int band = 0; band < bands; band++) {
        keys[band] = Mix.finish(keys[band] ^ values[band * rows + row]) + Mix.GOLDEN;
      }
    }
    return keys;
  }

  /** Eight bytes a key, big-endian. */
  public static byte[] toBytes(long[] keys) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * keys.length);
    for (long key : keys) {
      bytes.putLong(key);
    }
    return bytes.array();
  }

  public static long[] keysOf(byte[] bytes) {
    LongBuffer buffer = ByteBuffer.wrap(bytes).asLongBuffer();
    long[] keys = new long[buffer.remaining()];
    buffer.get(keys);
    return keys;
  }

  /** Such as {@code 8 bands of 16 rows}. */
  @Override
  public String toString() {
    return bands + " bands of " + rows + " rows";
  }

  /** What is wrongly found and wrongly missed around a target similarity, in one line. */
  public String errors(double target) {
    return String.format(
        Locale.ROOT,
        "of pairs evenly spread from 0 to 1, %.1f %% of those below %.2f are found (false"
            + " positives) and %.1f %% of those above are missed (false negatives)",
        100 * falsePositives(target) / target,
        target,
        target < 1 ? 100 * falseNegatives(target) / (1 - target) : 0);
  }

  /** The curve in one line: the threshold, and P(found) from similarity 0.5 to 1. */
  public String curve() {
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "threshold %.3f; P(found)", threshold()));
    for (int percent : new int[] {50, 60, 70, 75, 80, 85, 90, 95, 100}) {
      line.append(
          String.format(
              Locale.ROOT, " %.2f:%.3f", percent / 100.0, probabilityAt(percent / 100.0)));
    }
    return line.toString();
  }
}
