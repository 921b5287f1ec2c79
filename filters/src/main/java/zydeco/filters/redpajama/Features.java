package zydeco.filters.redpajama;

import java.util.Arrays;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;

/**
 * The hashed bag of words and pairs of words of a text (Xie et al. 2023, DSIR), its words cut as
 * they came: runs of word characters and runs of other characters that are no blanks.
 */
final class Features extends Reading {
  /** RedPajama-V2's number of buckets. */
  static final int BUCKETS = 10_000;

  private final PythonHash hash = new PythonHash();
  private final int[] counts = new int[BUCKETS];
  private int[] points = new int[64];
  private int words;

  static Features of(Segments segments) {
    return segments.reading(Features.class, Features::new);
  }

  @Override
  protected void read(Segments segments) {
    Arrays.fill(counts, 0);
    words = 0;
    byte[] bytes = segments.bytes();
    int length = segments.length();
    int count = 0;
    int kind = 0;
    long before = 0;
    for (int at = 0; at <= length; at += at < length ? Utf8.width(bytes[at]) : 1) {
      int c = at < length ? Utf8.at(bytes, at, length) : ' ';
      int next = RawPass.kind(c);
      if (next != kind && kind != 0) {
        long word = hash.string(points, count);
        counts[PythonHash.bucket(word, BUCKETS)]++;
        if (words++ > 0) {
          counts[PythonHash.bucket(PythonHash.pair(before, word), BUCKETS)]++;
        }
        before = word;
      }
      count = next == kind ? count : 0;
      kind = next;
      if (kind != 0) {
        points = count == points.length ? Arrays.copyOf(points, 2 * count) : points;
        points[count++] = c;
      }
    }
  }

  int[] counts() {
    return counts;
  }

  int words() {
    return words;
  }
}
