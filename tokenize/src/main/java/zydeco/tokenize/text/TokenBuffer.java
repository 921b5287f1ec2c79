package zydeco.tokenize.text;

import java.util.Arrays;

/** A growing array of token ids, cleared and filled again from document to document. */
public final class TokenBuffer {
  private int[] ids = new int[1024];
  private int size;

  public void add(int id) {
    if (size == ids.length) {
      reserve(1);
    }
    ids[size++] = id;
  }

  /** Appends ids of another array. */
  public void add(int[] from, int offset, int count) {
    reserve(count);
    System.arraycopy(from, offset, ids, size, count);
    size += count;
  }

  /** Makes room for so many more ids, so that they can be written to {@link #ids} directly. */
  public void reserve(int more) {
    long needed = (long) size + more;
    if (needed > ids.length) {
      if (needed > Integer.MAX_VALUE - 8) {
        throw new IllegalStateException("a document of more than 2^31 tokens");
      }
      ids = Arrays.copyOf(ids, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * size)));
    }
  }

  /** The ids; only the first {@link #size} count. Another array after it grew. */
  public int[] ids() {
    return ids;
  }

  public int size() {
    return size;
  }

  /** Says how many ids count, after {@link #ids} was written to directly. */
  public void size(int count) {
    size = count;
  }

  public void clear() {
    size = 0;
  }

  public int[] toArray() {
    return Arrays.copyOf(ids, size);
  }
}
