package zydeco.filters.text;

import zydeco.filters.bytes.Interner;
import zydeco.filters.bytes.Utf8;

/** Lines (or other parts) of one text and how many of them have copies, all copies counted. */
public final class LineCopies {
  private final Interner interner = new Interner();
  private byte[] bytes;
  private int count;
  private long characters;

  /** Forgets everything; parts to come are of this padded buffer. */
  public void restart(byte[] buffer) {
    bytes = buffer;
    interner.restart(buffer);
    count = 0;
    characters = 0;
  }

  /** Adds a part. */
  public void add(int from, int to) {
    interner.number(from, to);
    count++;
    characters += Utf8.count(bytes, from, to);
  }

  /** How many parts there are. */
  public int count() {
    return count;
  }

  /** Code points of all parts. */
  public long characters() {
    return characters;
  }

  /** How many different parts there are. */
  public int distinct() {
    return interner.size();
  }

  /** Code points of the different parts. */
  public long distinctCharacters() {
    long sum = 0;
    for (int part = 0; part < interner.size(); part++) {
      sum += characters(part);
    }
    return sum;
  }

  private int characters(int part) {
    int start = interner.start(part);
    return Utf8.count(bytes, start, start + interner.length(part));
  }

  /** Parts that another one equals. */
  public int repeated() {
    int sum = 0;
    for (int part = 0; part < interner.size(); part++) {
      sum += interner.count(part) > 1 ? interner.count(part) : 0;
    }
    return sum;
  }

  /** Code points of those. */
  public long repeatedCharacters() {
    long sum = 0;
    for (int part = 0; part < interner.size(); part++) {
      sum += interner.count(part) > 1 ? (long) interner.count(part) * characters(part) : 0;
    }
    return sum;
  }
}
