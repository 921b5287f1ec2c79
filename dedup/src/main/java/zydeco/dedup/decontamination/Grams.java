package zydeco.dedup.decontamination;

import java.util.Arrays;
import zydeco.dedup.minhash.Mix;
import zydeco.dedup.minhash.Shingler;
import zydeco.dedup.text.LooseText;
import zydeco.dedup.text.Utf8;

/**
 * Walks the runs of n words of a text. A word is a run of letters, marks and digits, in lower case
 * (see {@link LooseText}): case, punctuation and layout make no difference. Owned by one thread.
 */
final class Grams {
  private final int size;
  private final long leavePower;
  private final long[] hashes;
  private final int[] starts;

  Grams(int size) {
    this.size = size;
    this.leavePower = Shingler.power(Shingler.BASE, size);
    this.hashes = new long[size];
    this.starts = new int[size];
  }

  /** Takes a run of words: its hash, and the bytes that it takes. */
  interface Sink {
    void accept(long gram, int from, int to);
  }

  /** Sends every run of n words, in order; returns the number of words. */
  int walk(byte[] text, Sink sink) {
    int words = 0;
    long gram = 0;
    long word = 0;
    int start = -1;
    for (int i = 0; i <= text.length; ) {
      int length = i == text.length ? 1 : Utf8.length(text, i);
      int character = i == text.length ? ' ' : Utf8.at(text, i, length);
      if (!LooseText.isSeparator(character)) {
        start = start < 0 ? i : start;
        word = word * Shingler.BASE + LooseText.lower(character) + 1;
      } else if (start >= 0) {
        int slot = words % size;
        long hash = Mix.finish(word);
        gram = gram * Shingler.BASE + hash - (words < size ? 0 : hashes[slot] * leavePower);
        hashes[slot] = hash;
        starts[slot] = start;
        if (++words >= size) {
          sink.accept(Mix.finish(gram), starts[words % size], i);
        }
        word = 0;
        start = -1;
      }
      i += length;
    }
    return words;
  }

  /** The hashes of all runs of n words of a text. */
  long[] of(byte[] text) {
    long[][] grams = {new long[64]};
    int[] count = {0};
    walk(
        text,
        (gram, from, to) -> {
          if (count[0] == grams[0].length) {
            grams[0] = Arrays.copyOf(grams[0], 2 * count[0]);
          }
          grams[0][count[0]++] = gram;
        });
    return Arrays.copyOf(grams[0], count[0]);
  }
}
