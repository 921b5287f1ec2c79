package zydeco.pipeline.corpus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import zydeco.pipeline.corpus.Layout.Part;
import zydeco.pipeline.document.Document;

/**
 * One line of JSON into a document. The text must be a string; id, url and date are taken where
 * they are strings or numbers (as written). Every other field goes into the metadata, in the order
 * of the line and without white space between tokens, its values as they were written.
 */
final class JsonLine extends JsonScan {
  /** Deeper nesting than this is a fault. */
  static final int DEEPEST = 1000;

  private static final Part[] PARTS = Part.values();

  private enum Kind {
    STRING,
    NUMBER,
    BOOLEAN,
    NULL,
    OBJECT,
    LIST
  }

  /*
   * One strict pass finds where each part of the layout stands; the text is then unescaped straight
   * into its own array, and what is left is copied once more as metadata. Places are offsets in the
   * line's buffer.
   */
  private final Layout layout;
  private final LayoutTree tree;
  private final int[] keyAt = new int[PARTS.length];
  private final int[] from = new int[keyAt.length];
  private final int[] end = new int[keyAt.length];
  private final int[] decoded = new int[keyAt.length];
  private final int[] preference = new int[keyAt.length];
  private final Kind[] kinds = new Kind[keyAt.length];
  private final ByteSink sink = new ByteSink();
  private Kind kind;

  JsonLine(Layout layout) {
    this.layout = layout;
    tree = LayoutTree.of(layout);
  }

  /**
   * The document of the line that stands in a buffer.
   *
   * @param maxBytes the largest text
   */
  Document read(byte[] buffer, int start, int finish, String source, long maxBytes)
      throws JsonFault {
    bytes = buffer;
    to = finish;
    Arrays.fill(preference, Integer.MAX_VALUE);
    int invalid = Utf8.firstInvalid(buffer, start, finish);
    if (invalid >= 0) {
      throw new JsonFault("invalid UTF-8", invalid);
    }
    int at = space(start);
    if (peek(at) != '{') {
      throw unexpected(at, "the object of a row");
    }
    int after = space(object(at, tree, 1));
    if (after < to) {
      throw new JsonFault("not JSON: the line goes on after its object", after);
    }
    byte[] text = text(start, maxBytes);
    return new Document(
        source, scalar(Part.ID), text, scalar(Part.URL), scalar(Part.DATE), metadata(at));
  }

  private byte[] text(int start, long maxBytes) throws JsonFault {
    int slot = Part.TEXT.ordinal();
    if (preference[slot] == Integer.MAX_VALUE) {
      throw new JsonFault(
          "there is no text: no field " + String.join(" or ", layout.text()), start);
    }
    if (kinds[slot] != Kind.STRING) {
      throw new JsonFault("the text is no string: it is a " + said(kinds[slot]), from[slot]);
    }
    if (decoded[slot] > maxBytes) {
      throw new JsonFault(
          "text of " + decoded[slot] + " bytes is over max-document-bytes (" + maxBytes + ")",
          from[slot]);
    }
    return decode(from[slot], end[slot], decoded[slot]);
  }

  private static String said(Kind kind) {
    return kind == Kind.NULL ? "null" : kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  private String scalar(Part part) {
    int slot = part.ordinal();
    if (preference[slot] == Integer.MAX_VALUE) {
      return null;
    }
    return kinds[slot] == Kind.STRING
        ? new String(decode(from[slot], end[slot], decoded[slot]), StandardCharsets.UTF_8)
        : new String(bytes, from[slot], end[slot] - from[slot], StandardCharsets.US_ASCII);
  }

  private int object(int start, LayoutTree node, int depth) throws JsonFault {
    int at = space(start + 1);
    if (peek(at) == '}') {
      return at + 1;
    }
    Set<String> keys = new HashSet<>();
    while (true) {
      if (peek(at) != '"') {
        throw unexpected(at, "a key");
      }
      int keyStart = at;
      at = string(at);
      String key = new String(decode(keyStart, at, decodedLength), StandardCharsets.UTF_8);
      if (!keys.add(key)) {
        throw new JsonFault("the key \"" + key + "\" stands twice in an object", keyStart);
      }
      at = space(at);
      if (peek(at) != ':') {
        throw unexpected(at, "':'");
      }
      LayoutTree below = node == null ? null : node.below(key);
      int valueStart = space(at + 1);
      at = value(valueStart, below, depth);
      if (below != null) {
        offer(below, keyStart, valueStart, at);
      }
      at = space(at);
      if (peek(at) == '}') {
        return at + 1;
      }
      if (peek(at) != ',') {
        throw unexpected(at, "',' or '}'");
      }
      at = space(at + 1);
    }
  }

  private void offer(LayoutTree place, int keyStart, int valueStart, int valueEnd) {
    boolean scalar = kind == Kind.STRING || kind == Kind.NUMBER;
    for (Part part : PARTS) {
      int slot = part.ordinal();
      if (place.preference(part) < preference[slot] && (scalar || part == Part.TEXT)) {
        preference[slot] = place.preference(part);
        keyAt[slot] = keyStart;
        from[slot] = valueStart;
        end[slot] = valueEnd;
        decoded[slot] = decodedLength;
        kinds[slot] = kind;
      }
    }
  }

  private int value(int at, LayoutTree node, int depth) throws JsonFault {
    int next =
        switch (peek(at)) {
          case '{' -> object(at, node, deeper(depth, at));
          case '[' -> list(at, deeper(depth, at));
          case '"' -> string(at);
          case 't' -> word(at, "true");
          case 'f' -> word(at, "false");
          case 'n' -> word(at, "null");
          case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(at);
          default -> throw unexpected(at, "a value");
        };
    kind =
        switch (bytes[at]) {
          case '{' -> Kind.OBJECT;
          case '[' -> Kind.LIST;
          case '"' -> Kind.STRING;
          case 't', 'f' -> Kind.BOOLEAN;
          case 'n' -> Kind.NULL;
          default -> Kind.NUMBER;
        };
    return next;
  }

  private static int deeper(int depth, int at) throws JsonFault {
    if (depth >= DEEPEST) {
      throw new JsonFault("nested deeper than " + DEEPEST, at);
    }
    return depth + 1;
  }

  private int list(int start, int depth) throws JsonFault {
    int at = space(start + 1);
    if (peek(at) == ']') {
      return at + 1;
    }
    while (true) {
      at = space(value(at, null, depth));
      if (peek(at) == ']') {
        return at + 1;
      }
      if (peek(at) != ',') {
        throw unexpected(at, "',' or ']'");
      }
      at = space(at + 1);
    }
  }

  private String metadata(int at) {
    sink.clear();
    copyObject(at);
    return sink.length() == 2 ? "{}" : sink.toString();
  }

  private int copyObject(int start) {
    sink.put('{');
    boolean first = true;
    int at = space(start + 1);
    while (bytes[at] != '}') {
      int keyStart = at;
      int keyEnd = stringEnd(at);
      at = space(space(keyEnd) + 1);
      int taken = taken(keyStart);
      if (taken >= 0) {
        at = end[taken];
      } else {
        if (!first) {
          sink.put(',');
        }
        first = false;
        sink.put(bytes, keyStart, keyEnd).put(':');
        at = copy(at);
      }
      at = space(at);
      if (bytes[at] == ',') {
        at = space(at + 1);
      }
    }
    sink.put('}');
    return at + 1;
  }

  private int taken(int keyStart) {
    for (int slot = 0; slot < keyAt.length; slot++) {
      if (keyAt[slot] == keyStart && preference[slot] != Integer.MAX_VALUE) {
        return slot;
      }
    }
    return -1;
  }

  private int copy(int at) {
    return switch (bytes[at]) {
      case '{' -> copyObject(at);
      case '[' -> copyList(at);
      case '"' -> put(at, stringEnd(at));
      default -> put(at, scalarEnd(at));
    };
  }

  private int copyList(int start) {
    sink.put('[');
    int at = space(start + 1);
    while (bytes[at] != ']') {
      at = space(copy(at));
      if (bytes[at] == ',') {
        sink.put(',');
        at = space(at + 1);
      }
    }
    sink.put(']');
    return at + 1;
  }

  private int put(int start, int finish) {
    sink.put(bytes, start, finish);
    return finish;
  }

  private int stringEnd(int start) {
    int at = special(bytes, start + 1, to);
    while (bytes[at] != '"') {
      at = special(bytes, at + 2, to);
    }
    return at + 1;
  }

  private int scalarEnd(int start) {
    int at = start;
    while (",]} \t\r\n".indexOf(bytes[at]) < 0) {
      at++;
    }
    return at;
  }
}
