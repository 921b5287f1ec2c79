package zydeco.classifiers.fasttext;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words and labels of a model, looked up by their bytes, and where the rows of pruned n-grams
 * went.
 */
final class Vocabulary {
  static final byte[] END = "</s>".getBytes(StandardCharsets.UTF_8);
  private static final byte[] LABEL = "__label__".getBytes(StandardCharsets.UTF_8);
  private static final long MOST = 1L << 40;
  private static final long[] BEGINNING = {
    0, 0xff, 0xffff, 0xffffff, 0xffffffffL, 0xffffffffffL, 0xffffffffffffL, 0xffffffffffffffL, -1
  };
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[][] entries;

  /**
   * Two numbers a place, in one line of the cache: the first eight bytes of an entry, with zeros
   * behind a shorter one (no token holds a NUL), and its hash with one more than its id, 0 where
   * the place is free.
   */
  private final long[] table;

  private final int words;
  private final long[] labelCounts;

  /** Null: nothing was pruned. */
  private final KeptBuckets kept;

  private Vocabulary(byte[][] entries, int words, long[] labelCounts, KeptBuckets kept) {
    this.entries = entries;
    this.words = words;
    this.labelCounts = labelCounts;
    this.kept = kept;
    this.table = new long[Integer.highestOneBit(Math.max(4, entries.length)) * 8];
    for (int id = 0; id < entries.length; id++) {
      int length = entries[id].length;
      int hash = hash(entries[id], 0, length);
      int slot = slot(entries[id], 0, length, hash);
      table[slot] = beginning(entries[id], 0, length);
      table[slot + 1] = (long) hash << 32 | id + 1;
    }
  }

  static Vocabulary read(ModelInput in, Arguments arguments) throws IOException {
    int size = in.int32("the dictionary");
    int words = in.int32("the dictionary");
    int labels = in.int32("the dictionary");
    in.int64("the dictionary"); // tokens seen in training
    long pruned = in.int64("the dictionary");
    if (words < 0 || labels < 1 || words + (long) labels != size || size > in.left() / 10) {
      throw new ModelInput.MalformedModel(
          "its dictionary would hold " + words + " words and " + labels + " labels of " + size);
    }
    byte[][] entries = new byte[size][];
    long[] labelCounts = new long[labels];
    for (int id = 0; id < size; id++) {
      entries[id] = in.untilNul("the dictionary");
      long count = in.int64("the dictionary");
      int type = in.int8("the dictionary");
      if (type != (id < words ? 0 : 1) || count < 0 || count > MOST) {
        throw new ModelInput.MalformedModel("entry " + id + " of its dictionary makes no sense");
      }
      if (id >= words) {
        labelCounts[id - words] = count;
      }
    }
    return new Vocabulary(entries, words, labelCounts, readKept(in, pruned, arguments.bucket()));
  }

  /**
   * A vocabulary of nothing pruned.
   *
   * @param words in the model's order
   * @param labels without their prefix, in the model's order
   */
  static Vocabulary of(List<byte[]> words, List<String> labels, long[] labelCounts) {
    List<byte[]> entries = new ArrayList<>(words);
    for (String label : labels) {
      byte[] name = label.getBytes(StandardCharsets.UTF_8);
      byte[] entry = Arrays.copyOf(LABEL, LABEL.length + name.length);
      System.arraycopy(name, 0, entry, LABEL.length, name.length);
      entries.add(entry);
    }
    return new Vocabulary(entries.toArray(byte[][]::new), words.size(), labelCounts, null);
  }

  void write(ModelOutput out, long[] wordCounts, long tokens) throws IOException {
    out.int32(entries.length);
    out.int32(words);
    out.int32(entries.length - words);
    out.int64(tokens);
    out.int64(-1);
    for (int id = 0; id < entries.length; id++) {
      out.bytes(entries[id]);
      out.int8(0);
      out.int64(id < words ? wordCounts[id] : labelCounts[id - words]);
      out.int8(id < words ? 0 : 1);
    }
  }

  private static KeptBuckets readKept(ModelInput in, long pruned, int bucket) throws IOException {
    if (pruned < 0) {
      return null;
    }
    if (pruned > bucket || pruned > in.left() / 8) {
      throw new ModelInput.MalformedModel("it would keep " + pruned + " n-grams of " + bucket);
    }
    int[][] moves = new int[(int) pruned][];
    for (int i = 0; i < pruned; i++) {
      int from = in.int32("the kept n-grams");
      int to = in.int32("the kept n-grams");
      if (from < 0 || from >= bucket || to < 0 || to >= pruned) {
        throw new ModelInput.MalformedModel("a kept n-gram goes from " + from + " to " + to);
      }
      moves[i] = new int[] {from, to};
    }
    return KeptBuckets.of(moves, bucket);
  }

  int words() {
    return words;
  }

  boolean pruned() {
    return kept != null;
  }

  /** Rows that the input matrix needs. */
  long rows(Arguments arguments) {
    if (kept == null) {
      return words
          + (long) (arguments.maxn() > 0 || arguments.wordNgrams() > 1 ? arguments.bucket() : 0);
    }
    return words + kept.rows();
  }

  /** The labels without their prefix. */
  List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (int id = words; id < entries.length; id++) {
      boolean prefixed = isLabel(entries[id], 0, entries[id].length);
      int from = prefixed ? LABEL.length : 0;
      labels.add(new String(entries[id], from, entries[id].length - from, StandardCharsets.UTF_8));
    }
    return List.copyOf(labels);
  }

  long[] labelCounts() {
    return labelCounts.clone();
  }

  byte[] word(int id) {
    return entries[id];
  }

  /** The id of a token: below {@link #words} a word, above a label, -1 neither. */
  int find(byte[] text, int from, int length, int hash) {
    return (int) table[slot(text, from, length, hash) + 1] - 1;
  }

  private int slot(byte[] text, int from, int length, int hash) {
    long beginning = beginning(text, from, length);
    int mask = table.length - 2;
    int slot = (hash * 0x9E3779B1) >>> 6 & mask;
    while (true) {
      long taken = table[slot + 1];
      boolean candidate = table[slot] == beginning && (int) (taken >>> 32) == hash;
      if ((int) taken == 0 || candidate && sameEnd((int) taken - 1, text, from, length)) {
        return slot;
      }
      slot = slot + 2 & mask;
    }
  }

  private boolean sameEnd(int id, byte[] text, int from, int length) {
    return length < Long.BYTES
        || Arrays.equals(entries[id], 0, entries[id].length, text, from, from + length);
  }

  /** Up to eight bytes of a text, the first lowest, zeros where it is shorter. */
  static long beginning(byte[] text, int from, int length) {
    if (from + Long.BYTES <= text.length) {
      return (long) EIGHT.get(text, from) & BEGINNING[Math.min(length, Long.BYTES)];
    }
    long bytes = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      bytes = bytes << 8 | text[from + i] & 0xff;
    }
    return bytes;
  }

  /** Whether a token that is not in the vocabulary reads as a label. */
  static boolean isLabel(byte[] text, int from, int length) {
    return length >= LABEL.length
        && Arrays.equals(LABEL, 0, LABEL.length, text, from, from + LABEL.length);
  }

  /** The row of an n-gram's bucket, or -1 where it was pruned. */
  int row(int bucket) {
    int place = kept == null ? bucket : kept.row(bucket);
    return place < 0 ? -1 : words + place;
  }

  /** FNV-1a over bytes taken as signed numbers, as fastText has it. */
  static int hash(byte[] text, int from, int length) {
    int hash = HASH_START;
    for (int i = from; i < from + length; i++) {
      hash = hash(hash, text[i]);
    }
    return hash;
  }

  static final int HASH_START = 0x811c9dc5;

  /** One more byte; it is sign-extended before the exclusive or. */
  static int hash(int hash, byte next) {
    return (hash ^ next) * 16777619;
  }
}
