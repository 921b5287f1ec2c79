package zydeco.dedup.minhash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The shingles of a cluster's survivors: in memory up to 64 MiB, beyond that in a file that is gone
 * when the store is closed.
 */
public final class ShingleStore {
  private static final long IN_MEMORY = 16L << 20;

  private final long limit;
  private final Map<Long, int[]> held = new HashMap<>();
  private final Map<Long, long[]> spilled = new HashMap<>();
  private long total;
  private RandomAccessFile file;

  public ShingleStore() {
    this(IN_MEMORY);
  }

  /**
   * @param limit shingles to hold in memory
   */
  public ShingleStore(long limit) {
    this.limit = limit;
  }

  public void add(long doc, int[] shingles) {
    if (total + shingles.length <= limit) {
      held.put(doc, shingles);
      total += shingles.length;
    } else {
      spill(doc, shingles);
    }
  }

  private void spill(long doc, int[] shingles) {
    try {
      if (file == null) {
        Path path = Files.createTempFile("zydeco-shingles", null);
        file = new RandomAccessFile(path.toFile(), "rw");
        Files.delete(path);
      }
      ByteBuffer bytes = ByteBuffer.allocate(4 * shingles.length);
      bytes.asIntBuffer().put(shingles);
      spilled.put(doc, new long[] {file.length(), shingles.length});
      file.seek(file.length());
      file.write(bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The shingles added for a document. */
  public int[] get(long doc) {
    int[] shingles = held.get(doc);
    return shingles != null ? shingles : read(spilled.get(doc));
  }

  private int[] read(long[] place) {
    try {
      byte[] bytes = new byte[4 * (int) place[1]];
      file.seek(place[0]);
      file.readFully(bytes);
      int[] shingles = new int[(int) place[1]];
      ByteBuffer.wrap(bytes).asIntBuffer().get(shingles);
      return shingles;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Jaccard similarity of two ascending lists without repeats. */
  public static double jaccard(int[] a, int[] b) {
    int shared = 0;
    int j = 0;
    for (int value : a) {
      while (j < b.length && b[j] < value) {
        j++;
      }
      if (j < b.length && b[j] == value) {
        shared++;
      }
    }
    return (double) shared / (a.length + b.length - shared);
  }
}
