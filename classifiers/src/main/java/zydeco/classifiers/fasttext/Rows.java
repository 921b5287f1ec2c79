package zydeco.classifiers.fasttext;

import java.io.IOException;
import java.util.SplittableRandom;

/**
 * A matrix of floats by rows. A quantised matrix is expanded when it is read: the products of norm
 * and centroid are the ones that fastText computes each time.
 */
final class Rows {
  private static final int CENTROIDS = 256;
  private static final long CHUNK_FLOATS = 1L << 27;
  private static final int STRIP = 8;

  /** The bits of no sum: a NaN with a payload of its own. */
  private static final int NEVER = 0x7fdead77;

  /** Rows that are added before the next columns are: few enough to stay in the cache. */
  private static final int BLOCK = 64;

  /** Rows in a chunk; a row is in chunk row / perChunk. */
  private final int perChunk;

  private final float[][] chunks;
  private final int dim;
  private final int count;

  /**
   * Keeps the compiler from leaving {@link #touch} out; all but never written: threads share it.
   */
  @SuppressWarnings("UnusedVariable")
  private boolean touched;

  private Rows(int count, int dim) {
    this.count = count;
    this.dim = dim;
    this.perChunk = (int) Math.max(1, CHUNK_FLOATS / dim);
    this.chunks = new float[(count + perChunk - 1) / perChunk][];
    for (int c = 0; c < chunks.length; c++) {
      chunks[c] = new float[Math.min(perChunk, count - c * perChunk) * dim];
    }
  }

  /** A matrix of zeros. */
  static Rows zeros(int count, int dim) {
    return new Rows(count, dim);
  }

  /** Numbers from -most to most, by a seed. */
  static Rows uniform(int count, int dim, float most, long seed) {
    Rows rows = new Rows(count, dim);
    SplittableRandom random = new SplittableRandom(seed);
    for (float[] chunk : rows.chunks) {
      for (int i = 0; i < chunk.length; i++) {
        chunk[i] = (float) ((2 * random.nextDouble() - 1) * most);
      }
    }
    return rows;
  }

  /** Adds a multiple of a vector to a row. */
  void add(int row, float[] vector, float times) {
    float[] chunk = chunks[row / perChunk];
    int base = row % perChunk * dim;
    for (int i = 0; i < dim; i++) {
      chunk[base + i] += times * vector[i];
    }
  }

  /** Adds a multiple of a row to a sum. */
  void addTo(float[] sum, int row, float times) {
    float[] chunk = chunks[row / perChunk];
    int base = row % perChunk * dim;
    for (int i = 0; i < dim; i++) {
      sum[i] += times * chunk[base + i];
    }
  }

  void write(ModelOutput out) throws IOException {
    out.int64(count);
    out.int64(dim);
    for (float[] chunk : chunks) {
      out.floats(chunk);
    }
  }

  int count() {
    return count;
  }

  int dim() {
    return dim;
  }

  /** Adds the first so many of the rows to a sum, one after the other. */
  void addTo(float[] sum, int[] rows, int count) {
    for (int from = 0; from < count; from += BLOCK) {
      int to = Math.min(count, from + BLOCK);
      if (Float.floatToRawIntBits(touch(rows, from, to)) == NEVER) {
        touched = true;
      }
      int i = 0;
      for (; i + STRIP <= dim; i += STRIP) {
        addStrip(sum, i, rows, from, to);
      }
      for (; i < dim; i++) {
        for (int row = from; row < to; row++) {
          sum[i] += chunk(rows[row])[base(rows[row]) + i];
        }
      }
    }
  }

  /**
   * Reads a number of each row, so that the memory is asked for all of them at once; gives a number
   * so that this is done.
   */
  private float touch(int[] rows, int from, int to) {
    float any = 0;
    for (int i = from; i < to; i++) {
      float[] chunk = chunk(rows[i]);
      int base = base(rows[i]);
      any += chunk[base] + chunk[base + dim - 1];
    }
    return any;
  }

  /** Adds eight columns, whose sums stay in registers. */
  private void addStrip(float[] sum, int at, int[] rows, int from, int to) {
    float a = sum[at];
    float b = sum[at + 1];
    float c = sum[at + 2];
    float d = sum[at + 3];
    float e = sum[at + 4];
    float f = sum[at + 5];
    float g = sum[at + 6];
    float h = sum[at + 7];
    for (int i = from; i < to; i++) {
      float[] chunk = chunk(rows[i]);
      int base = base(rows[i]) + at;
      a += chunk[base];
      b += chunk[base + 1];
      c += chunk[base + 2];
      d += chunk[base + 3];
      e += chunk[base + 4];
      f += chunk[base + 5];
      g += chunk[base + 6];
      h += chunk[base + 7];
    }
    sum[at] = a;
    sum[at + 1] = b;
    sum[at + 2] = c;
    sum[at + 3] = d;
    sum[at + 4] = e;
    sum[at + 5] = f;
    sum[at + 6] = g;
    sum[at + 7] = h;
  }

  private float[] chunk(int row) {
    return chunks.length == 1 ? chunks[0] : chunks[row / perChunk];
  }

  /** Where a row begins in its chunk. */
  private int base(int row) {
    return (chunks.length == 1 ? row : row % perChunk) * dim;
  }

  /** Multiplies every number. */
  void scale(float by) {
    for (float[] chunk : chunks) {
      for (int i = 0; i < chunk.length; i++) {
        chunk[i] *= by;
      }
    }
  }

  /** The product of a row with a vector, summed in order. */
  float dot(float[] vector, int row) {
    float[] chunk = chunks[row / perChunk];
    int base = row % perChunk * dim;
    float sum = 0;
    for (int i = 0; i < dim; i++) {
      sum += chunk[base + i] * vector[i];
    }
    return sum;
  }

  static Rows readDense(ModelInput in, String what) throws IOException {
    long count = in.int64(what);
    long dim = in.int64(what);
    checkShape(count, dim, 4 * dim, in.left(), what);
    Rows rows = new Rows((int) count, (int) dim);
    for (float[] chunk : rows.chunks) {
      in.floats(chunk, what);
    }
    return rows;
  }

  static Rows readQuantised(ModelInput in, String what) throws IOException {
    boolean normed = in.flag(what);
    long count = in.int64(what);
    long dim = in.int64(what);
    checkShape(count, dim, 1, in.left(), what);
    int codeSize = in.int32(what);
    byte[] codes = in.bytes(codeSize, what);
    Quantiser quantiser = Quantiser.read(in, what);
    if (quantiser.dim != dim || quantiser.parts * count != codeSize) {
      throw new ModelInput.MalformedModel("the codes of " + what + " do not fit its shape");
    }
    byte[] norms = normed ? in.bytes(count, what) : null;
    Quantiser normer = normed ? Quantiser.read(in, what) : null;
    if (normed && (normer.dim != 1 || normer.parts != 1)) {
      throw new ModelInput.MalformedModel("the norms of " + what + " are not single numbers");
    }
    Rows rows = new Rows((int) count, (int) dim);
    for (int row = 0; row < rows.count; row++) {
      float norm = normed ? normer.centroids[norms[row] & 0xff] : 1;
      quantiser.expand(codes, row, norm, rows.chunks[row / rows.perChunk], row % rows.perChunk);
    }
    return rows;
  }

  private static void checkShape(long count, long dim, long bytesEach, long left, String what)
      throws IOException {
    boolean plausible = count >= 0 && count < Integer.MAX_VALUE && dim > 0 && dim <= 100_000;
    if (!plausible || count * bytesEach > left) {
      throw new ModelInput.MalformedModel(
          what + " would be " + count + " rows of " + dim + ", more than the file holds");
    }
  }

  /** A product quantiser: a vector in parts, each part one of 256 centroids. */
  private record Quantiser(int dim, int parts, int partSize, int lastSize, float[] centroids) {

    static Quantiser read(ModelInput in, String what) throws IOException {
      int dim = in.int32(what);
      int parts = in.int32(what);
      int partSize = in.int32(what);
      int lastSize = in.int32(what);
      boolean fits =
          dim > 0
              && dim <= 100_000
              && parts > 0
              && partSize > 0
              && lastSize > 0
              && lastSize <= partSize
              && (parts - 1L) * partSize + lastSize == dim;
      if (!fits || 4L * dim * CENTROIDS > in.left()) {
        throw new ModelInput.MalformedModel("the quantiser of " + what + " has no sound shape");
      }
      float[] centroids = new float[dim * CENTROIDS];
      in.floats(centroids, what);
      return new Quantiser(dim, parts, partSize, lastSize, centroids);
    }

    void expand(byte[] codes, int row, float norm, float[] into, int intoRow) {
      for (int part = 0; part < parts; part++) {
        int size = part == parts - 1 ? lastSize : partSize;
        int code = codes[row * parts + part] & 0xff;
        int from = part * CENTROIDS * partSize + code * size;
        int to = intoRow * dim + part * partSize;
        for (int i = 0; i < size; i++) {
          into[to + i] = norm * centroids[from + i];
        }
      }
    }
  }
}
