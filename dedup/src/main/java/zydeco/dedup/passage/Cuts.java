package zydeco.dedup.passage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import zydeco.pipeline.text.TextUnits;

/**
 * The passages that are cut out of one text, as the signals say it: a JSON array of {@code [from,
 * to, "id"]}, in bytes of UTF-8 of the text that came to the stage, with the id of the document in
 * which the passage comes first. They may overlap.
 */
public final class Cuts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringBuilder note = new StringBuilder();

  /**
   * A passage.
   *
   * @param from where it begins
   * @param to where it ends; the blanks behind it are part of it
   * @param first 32 hexadecimal digits, the document in which it comes first
   */
  public record Cut(int from, int to, String first) {}

  /**
   * Adds a passage.
   *
   * @param first 16 bytes
   */
  public void add(int from, int to, byte[] first) {
    note.append(note.length() == 0 ? "[" : ",[").append(from).append(',').append(to).append(",\"");
    note.append(HexFormat.of().formatHex(first)).append("\"]");
  }

  /** What was added, as JSON. */
  public String note() {
    return "[" + note + "]";
  }

  /** The passages of a note, by their places. */
  public static List<Cut> of(String note) {
    try {
      List<Cut> cuts = new ArrayList<>();
      for (JsonNode cut : JSON.readTree(note)) {
        cuts.add(new Cut(cut.path(0).asInt(), cut.path(1).asInt(), cut.path(2).asText()));
      }
      cuts.sort(Comparator.comparingInt(Cut::from).thenComparingInt(Cut::to));
      return cuts;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a note of cuts is a JSON array", e);
    }
  }

  /**
   * The text without the passages. Where one goes that ended a line which began before it, the line
   * still ends there; a text that loses its end loses the blanks before it, too.
   */
  public static byte[] apply(byte[] text, List<Cut> cuts) {
    Left left = new Left(text);
    for (int i = 0; i < cuts.size(); ) {
      int from = cuts.get(i).from;
      int to = cuts.get(i).to;
      for (i++; i < cuts.size() && cuts.get(i).from <= to; i++) {
        to = Math.max(to, cuts.get(i).to);
      }
      left.cut(from, to);
    }
    return left.end();
  }

  /** What is left of a text while parts of it are cut, from its beginning on. */
  private static final class Left {
    private final byte[] text;
    private final byte[] kept;
    private int size;
    private int at;

    Left(byte[] text) {
      this.text = text;
      this.kept = new byte[text.length];
    }

    void cut(int from, int to) {
      keep(from);
      at = to;
      int line = lineEnd(from, to);
      if (line < to && size > 0 && kept[size - 1] != '\n') {
        strip();
        at = line;
      }
    }

    private void keep(int to) {
      System.arraycopy(text, at, kept, size, to - at);
      size += to - at;
    }

    /**
     * Where the first newline of the blanks stands that end a part; its end where there is none.
     */
    private int lineEnd(int from, int to) {
      int line = to;
      for (int i = to; i > from && TextUnits.isBlank(text[i - 1]); i--) {
        line = text[i - 1] == '\n' ? i - 1 : line;
      }
      return line;
    }

    private void strip() {
      while (size > 0 && TextUnits.isBlank(kept[size - 1])) {
        size--;
      }
    }

    byte[] end() {
      boolean whole = at < text.length;
      keep(text.length);
      if (!whole) {
        strip();
      }
      return Arrays.copyOf(kept, size);
    }
  }
}
