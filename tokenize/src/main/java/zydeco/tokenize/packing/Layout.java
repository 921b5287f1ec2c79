package zydeco.tokenize.packing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import zydeco.tokenize.mixture.Draw;

/**
 * Which piece of which document stands in which sequence. What is left of a sequence is padding.
 */
public final class Layout {
  private final int sequence;
  private final int pieces;
  private final int[] document;
  private final int[] from;
  private final int[] length;
  private final int[] firstPiece;

  Layout(int sequence, int pieces, int[] document, int[] from, int[] length, int[] firstPiece) {
    this.sequence = sequence;
    this.pieces = pieces;
    this.document = document;
    this.from = from;
    this.length = length;
    this.firstPiece = firstPiece;
  }

  public int sequences() {
    return firstPiece.length - 1;
  }

  public int pieces() {
    return pieces;
  }

  /** The first piece of a sequence; of the sequence after the last one: {@link #pieces}. */
  public int firstPiece(int ofSequence) {
    return firstPiece[ofSequence];
  }

  /** The document that a piece is of, by its place in the lengths. */
  public int document(int piece) {
    return document[piece];
  }

  /** The document's token that a piece begins with. */
  public int from(int piece) {
    return from[piece];
  }

  /** Tokens of a piece. */
  public int length(int piece) {
    return length[piece];
  }

  /** Tokens of padding at the end of a sequence. */
  public int padding(int ofSequence) {
    int filled = 0;
    for (int piece = firstPiece[ofSequence]; piece < firstPiece[ofSequence + 1]; piece++) {
      filled += length[piece];
    }
    return sequence - filled;
  }

  /** How many documents concatenation would cut: those across the end of a sequence. */
  public static long cutByConcatenation(int[] lengths, int sequence) {
    long cut = 0;
    long at = 0;
    for (int length : lengths) {
      cut += at / sequence != (at + length - 1) / sequence ? 1 : 0;
      at += length;
    }
    return cut;
  }

  /** The same sequences in the order of {@link Draw#order}. */
  Layout shuffled(long seed) {
    long[] drawn = new long[sequences()];
    Arrays.setAll(drawn, s -> Draw.order(seed, s));
    Builder builder = new Builder(sequence);
    IntStream.range(0, drawn.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(s -> drawn[s] ^ Long.MIN_VALUE)
                .thenComparingInt(s -> s))
        .forEach(s -> copy(s, builder));
    return builder.build();
  }

  private void copy(int ofSequence, Builder to) {
    to.endSequence();
    for (int piece = firstPiece[ofSequence]; piece < firstPiece[ofSequence + 1]; piece++) {
      to.append(document[piece], from[piece], length[piece]);
    }
  }

  /** Puts its sequences behind those of another. */
  void copyTo(Builder to) {
    for (int s = 0; s < sequences(); s++) {
      copy(s, to);
    }
  }

  /** Fills one sequence after the other. */
  static final class Builder {
    private final int sequence;
    private int[] document = new int[64];
    private int[] from = new int[64];
    private int[] length = new int[64];
    private int[] firstPiece = new int[64];
    private int pieces;
    private int sequences;
    private int room;

    Builder(int sequence) {
      this.sequence = sequence;
    }

    /** Appends tokens of a document, cut where sequences end. */
    void append(int ofDocument, int start, int count) {
      int end = Math.addExact(start, count);
      for (int at = start; at < end; ) {
        if (room == 0) {
          beginSequence();
        }
        int taken = Math.min(room, end - at);
        piece(ofDocument, at, taken);
        room -= taken;
        at += taken;
      }
    }

    /** Leaves the rest of the sequence to padding. */
    void endSequence() {
      room = 0;
    }

    private void beginSequence() {
      if (sequences == firstPiece.length) {
        firstPiece = Arrays.copyOf(firstPiece, 2 * sequences);
      }
      firstPiece[sequences++] = pieces;
      room = sequence;
    }

    private void piece(int ofDocument, int start, int count) {
      if (pieces == document.length) {
        document = Arrays.copyOf(document, 2 * pieces);
        from = Arrays.copyOf(from, 2 * pieces);
        length = Arrays.copyOf(length, 2 * pieces);
      }
      document[pieces] = ofDocument;
      from[pieces] = start;
      length[pieces++] = count;
    }

    Layout build() {
      int[] first = Arrays.copyOf(firstPiece, sequences + 1);
      first[sequences] = pieces;
      return new Layout(sequence, pieces, document, from, length, first);
    }
  }
}
