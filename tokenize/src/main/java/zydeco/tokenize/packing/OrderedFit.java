package zydeco.tokenize.packing;

import java.util.Arrays;

/**
 * Best-fit that keeps the order of documents, as far as full sequences allow: the first part of
 * them is packed, then the next one with what did not fill a sequence, and so on. Sequences of one
 * part are shuffled.
 */
final class OrderedFit {
  /** A sequence with more room than this share of it waits for the next part. */
  private static final double ROOM = 0.01;

  private final int[] lengths;
  private final int sequence;
  private final long seed;
  private final Layout.Builder whole;
  private int[] waiting = new int[0];

  private OrderedFit(int[] lengths, int sequence, long seed) {
    this.lengths = lengths;
    this.sequence = sequence;
    this.seed = seed;
    whole = new Layout.Builder(sequence);
  }

  /**
   * Lays documents out.
   *
   * @param parts of about as many tokens each, at least 1
   */
  static Layout layout(int[] lengths, int sequence, long seed, int parts) {
    OrderedFit fit = new OrderedFit(lengths, sequence, seed);
    long total = Arrays.stream(lengths).asLongStream().sum();
    long taken = 0;
    int from = 0;
    for (int part = 0; part < parts; part++) {
      int to = from;
      while (to < lengths.length && (taken * parts < total * (part + 1) || part == parts - 1)) {
        taken += lengths[to++];
      }
      fit.part(from, to, part, part == parts - 1);
      from = to;
    }
    return fit.whole.build();
  }

  private void part(int from, int to, int number, boolean last) {
    Layout.Builder packed = new Layout.Builder(sequence);
    int[] documents = Arrays.copyOf(waiting, waiting.length + to - from);
    int count = waiting.length;
    for (int document = from; document < to; document++) {
      int rest = lengths[document] % sequence;
      packed.append(document, 0, lengths[document] - rest);
      documents[count] = document;
      count += rest > 0 ? 1 : 0;
    }
    rests(Arrays.copyOf(documents, count), number, last, packed);
    packed.build().shuffled(seed + number).copyTo(whole);
  }

  private void rests(int[] documents, int number, boolean last, Layout.Builder packed) {
    int[] rests = Arrays.stream(documents).map(document -> lengths[document] % sequence).toArray();
    Layout fit = BestFit.layout(rests, sequence, seed + number);
    int[] left = new int[documents.length];
    int count = 0;
    for (int s = 0; s < fit.sequences(); s++) {
      boolean full = last || fit.padding(s) <= ROOM * sequence;
      packed.endSequence();
      for (int piece = fit.firstPiece(s); piece < fit.firstPiece(s + 1); piece++) {
        int document = documents[fit.document(piece)];
        if (full) {
          int rest = fit.length(piece);
          packed.append(document, lengths[document] - rest, rest);
        } else {
          left[count++] = document;
        }
      }
    }
    waiting = Arrays.copyOf(left, count);
    Arrays.sort(waiting);
  }
}
