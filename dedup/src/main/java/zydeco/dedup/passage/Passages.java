package zydeco.dedup.passage;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import zydeco.dedup.text.Normalization;
import zydeco.dedup.text.Utf8;
import zydeco.pipeline.text.Hash128;
import zydeco.pipeline.text.TextUnits;

/**
 * What of a text is compared with other texts: every run of so many units. Units of which the
 * normal form is empty, such as blank lines, belong to no run and break none.
 *
 * @param unit what a text is cut into
 * @param units in a run; a text that has fewer is not compared
 * @param normalize the form that is compared, of each unit without the blanks at its ends
 * @param minCharacters of that form, of all units of a run together; shorter ones are not compared
 */
public record Passages(TextUnits unit, int units, Normalization normalize, int minCharacters)
    implements Serializable {
  private static final int HASH = 16;

  /** Bytes of a packed passage: its hash, then where it begins and ends in the text. */
  static final int PACKED = HASH + 2 * Integer.BYTES;

  /** Looks at packed passages, which stand in the order of the text, one at a time. */
  public static final class Packed {
    private final ByteBuffer bytes;
    private int at;

    /** Passages as {@link Passages#of} packs them. */
    public Packed(byte[] packed) {
      bytes = ByteBuffer.wrap(packed);
    }

    /** How many there are. */
    public int count() {
      return bytes.limit() / PACKED;
    }

    /** Goes to one, from 0. */
    public void at(int passage) {
      at = passage * PACKED;
    }

    /** The first half of the hash, which is equal where what is compared is. */
    public long high() {
      return bytes.getLong(at);
    }

    /** The second half of the hash. */
    public long low() {
      return bytes.getLong(at + Long.BYTES);
    }

    /** The byte of the text where it begins. */
    public int from() {
      return bytes.getInt(at + HASH);
    }

    /** The byte of the text behind it. */
    public int to() {
      return bytes.getInt(at + HASH + Integer.BYTES);
    }
  }

  /** A unit with a normal form. */
  private record Unit(int from, byte[] hash, int characters) {}

  /** The passages of a text, packed one behind the other; null where it has none. */
  public byte[] of(byte[] text) {
    Deque<Unit> run = new ArrayDeque<>();
    ByteBuffer packed = ByteBuffer.allocate(16 * PACKED);
    long characters = 0;
    for (TextUnits.Span span : unit.of(text)) {
      byte[] form = form(text, span);
      if (form.length == 0) {
        continue;
      }
      if (run.size() == units) {
        characters -= run.removeFirst().characters;
      }
      characters += Utf8.characters(form);
      run.addLast(new Unit(span.from(), Hash128.of(form).toBytes(), Utf8.characters(form)));
      if (run.size() == units && characters >= minCharacters) {
        if (!packed.hasRemaining()) {
          packed = ByteBuffer.allocate(2 * packed.capacity()).put(packed.flip());
        }
        packed.put(hash(run)).putInt(run.getFirst().from).putInt(span.to());
      }
    }
    return packed.position() == 0 ? null : Arrays.copyOf(packed.array(), packed.position());
  }

  private byte[] form(byte[] text, TextUnits.Span span) {
    int from = span.from();
    int to = span.to();
    while (from < to && TextUnits.isBlank(text[from])) {
      from++;
    }
    while (to > from && TextUnits.isBlank(text[to - 1])) {
      to--;
    }
    return normalize.apply(Arrays.copyOfRange(text, from, to));
  }

  /** Of one unit its own hash, of several the hash of theirs. */
  private static byte[] hash(Deque<Unit> run) {
    if (run.size() == 1) {
      return run.getFirst().hash;
    }
    ByteBuffer hashes = ByteBuffer.allocate(run.size() * HASH);
    run.forEach(each -> hashes.put(each.hash));
    return Hash128.of(hashes.array()).toBytes();
  }

  /** Such as {@code runs of 3 sentences, normalize loose, from 20 characters}. */
  @Override
  public String toString() {
    String what = unit == TextUnits.SENTENCE ? "sentence" : "paragraph";
    return (units == 1 ? "every " + what : "runs of " + units + " " + what + "s")
        + ", normalize "
        + normalize.key()
        + ", from "
        + minCharacters
        + " characters";
  }
}
