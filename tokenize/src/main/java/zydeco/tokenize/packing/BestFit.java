package zydeco.tokenize.packing;

import java.util.Arrays;
import zydeco.tokenize.mixture.Draw;

/** Best-fit decreasing: the longest piece first, each into the fullest sequence that has room. */
final class BestFit {
  /*
   * A document longer than a sequence is cut into full sequences and a rest. Full sequences stand
   * alone; rests and shorter documents are sorted by length, longest first, documents of one length
   * in their given order, and each goes into the open sequence with the least sufficient room, the
   * one opened last where several have the same (Ding et al. 2024, "Fewer Truncations Improve
   * Language Modeling", section 3). At most 11/9 of the fewest sequences, plus one; on web text the
   * padding is far below 1 %. The pieces of a sequence then stand in the order of Draw.order, so
   * that length says nothing about position; the given order would not do, since of documents of one
   * length the earlier ones get the tighter room.
   *
   * Time: counting sort, and one look-up in a tree of 64-way bit sets for each piece: linear for any
   * fixed sequence length. Memory: 5 ints a piece.
   */
  private final int sequence;
  private final long seed;
  private final RoomIndex rooms;
  private final int[] newestWithRoom;
  private int[] olderWithSameRoom = new int[64];
  private int[] lastPiece = new int[64];
  private int bins;

  private BestFit(int sequence, long seed) {
    this.sequence = sequence;
    this.seed = seed;
    this.rooms = new RoomIndex(sequence);
    this.newestWithRoom = new int[sequence + 1];
    Arrays.fill(newestWithRoom, -1);
  }

  static Layout layout(int[] lengths, int sequence, long seed) {
    return new BestFit(sequence, seed).pack(lengths);
  }

  private Layout pack(int[] lengths) {
    int[] order = longestFirst(lengths);
    int[] previousPiece = new int[lengths.length];
    for (int document : order) {
      int bin = place(rest(lengths[document]));
      previousPiece[document] = lastPiece[bin];
      lastPiece[bin] = document;
    }
    return build(lengths, previousPiece);
  }

  /** Tokens behind the full sequences; 0 where nothing is behind them. */
  private int rest(int length) {
    return length % sequence;
  }

  private int[] longestFirst(int[] lengths) {
    int[] starts = new int[sequence + 2];
    int rests = 0;
    for (int length : lengths) {
      starts[sequence - rest(length) + 1]++;
      rests += rest(length) > 0 ? 1 : 0;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] order = new int[lengths.length];
    for (int document = 0; document < lengths.length; document++) {
      order[starts[sequence - rest(lengths[document])]++] = document;
    }
    return Arrays.copyOf(order, rests);
  }

  private int place(int length) {
    int room = rooms.atLeast(length);
    int bin = room < 0 ? open() : take(room);
    put(bin, (room < 0 ? sequence : room) - length);
    return bin;
  }

  private int open() {
    if (bins == lastPiece.length) {
      lastPiece = Arrays.copyOf(lastPiece, 2 * bins);
      olderWithSameRoom = Arrays.copyOf(olderWithSameRoom, 2 * bins);
    }
    lastPiece[bins] = -1;
    return bins++;
  }

  private int take(int room) {
    int bin = newestWithRoom[room];
    newestWithRoom[room] = olderWithSameRoom[bin];
    if (newestWithRoom[room] < 0) {
      rooms.clear(room);
    }
    return bin;
  }

  private void put(int bin, int room) {
    olderWithSameRoom[bin] = newestWithRoom[room];
    newestWithRoom[room] = bin;
    rooms.set(room);
  }

  private Layout build(int[] lengths, int[] previousPiece) {
    Layout.Builder builder = new Layout.Builder(sequence);
    for (int document = 0; document < lengths.length; document++) {
      builder.append(document, 0, lengths[document] - rest(lengths[document]));
    }
    int[] documents = new int[64];
    for (int bin = 0; bin < bins; bin++) {
      int count = 0;
      for (int d = lastPiece[bin]; d >= 0; d = previousPiece[d]) {
        documents = count < documents.length ? documents : Arrays.copyOf(documents, 2 * count);
        documents[count++] = d;
      }
      shuffle(documents, count);
      builder.endSequence();
      for (int i = 0; i < count; i++) {
        int length = lengths[documents[i]];
        builder.append(documents[i], length - rest(length), rest(length));
      }
    }
    return builder.build();
  }

  /** Puts documents in the order of the upper half of what is drawn for them. */
  private void shuffle(int[] documents, int count) {
    long[] drawn = new long[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = Draw.order(seed, documents[i]) >>> 32 << 32 | documents[i];
    }
    Arrays.sort(drawn);
    for (int i = 0; i < count; i++) {
      documents[i] = (int) drawn[i];
    }
  }
}
