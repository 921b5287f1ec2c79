package zydeco.pipeline.corpus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The lexical part of JSON (RFC 8259) on UTF-8 bytes: white space, strings, numbers, words. Strict:
 * control characters in strings, lone surrogate escapes, NaN and leading zeros are faults.
 */
abstract class JsonScan {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  byte[] bytes;
  int to;

  /** Of the string that was scanned last: its bytes once unescaped. */
  int decodedLength;

  /** The byte at a place, or -1 beyond the end. */
  final int peek(int at) {
    return at < to ? bytes[at] & 0xff : -1;
  }

  final int space(int from) {
    int at = from;
    while (at < to) {
      byte value = bytes[at];
      if (value != ' ' && value != '\t' && value != '\r' && value != '\n') {
        return at;
      }
      at++;
    }
    return at;
  }

  final JsonFault cut() {
    return new JsonFault("the JSON is cut short", to);
  }

  /** What is wrong where another character was due. */
  final JsonFault unexpected(int at, String due) {
    int found = peek(at);
    if (found < 0) {
      return cut();
    }
    String shown = found > 0x20 && found < 0x7f ? "'" + (char) found + "'" : hex(found);
    return new JsonFault("not JSON: " + shown + " where " + due + " was due", at);
  }

  private static String raw(int value) {
    return value == '\r' || value == '\n'
        ? "a raw line break"
        : "the raw control character " + hex(value);
  }

  private static String hex(int value) {
    return "0x%02X".formatted(value);
  }

  /** The first quote, backslash or control character from here, or the end. */
  static int special(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long word = (long) LONG.get(bytes, at);
      long quote = word ^ (ONES * '"');
      long slash = word ^ (ONES * '\\');
      long found =
          (((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) | ((word - ONES * 0x20) & ~word))
              & HIGHS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < to && bytes[at] != '"' && bytes[at] != '\\' && (bytes[at] & 0xff) >= 0x20) {
      at++;
    }
    return at;
  }

  /** Scans the string whose quote is here; gives the place after its closing quote. */
  final int string(int from) throws JsonFault {
    int saved = 0;
    int at = from + 1;
    while (true) {
      at = special(bytes, at, to);
      if (at >= to) {
        throw cut();
      }
      if (bytes[at] == '"') {
        decodedLength = at - from - 1 - saved;
        return at + 1;
      }
      if (bytes[at] != '\\') {
        throw new JsonFault("not JSON: " + raw(bytes[at]) + " in a string", at);
      }
      if (peek(at + 1) == 'u') {
        int length = unicode(at);
        saved += length - utf8Length(codePoint);
        at += length;
      } else {
        if (at + 1 >= to) {
          throw cut();
        }
        if ("\"\\/bfnrt".indexOf(bytes[at + 1]) < 0) {
          throw new JsonFault("not JSON: an unknown escape in a string", at);
        }
        saved++;
        at += 2;
      }
    }
  }

  private int codePoint;

  /** Reads the escape of a code point, one unit or a pair; gives its length, 6 or 12. */
  private int unicode(int at) throws JsonFault {
    int unit = unit(at);
    codePoint = unit;
    if (unit < 0xd800 || unit > 0xdfff) {
      return 6;
    }
    if (unit < 0xdc00 && peek(at + 6) == '\\' && peek(at + 7) == 'u') {
      int second = unit(at + 6);
      if (second >= 0xdc00 && second <= 0xdfff) {
        codePoint = Character.toCodePoint((char) unit, (char) second);
        return 12;
      }
    }
    throw new JsonFault("a lone surrogate, \\u%04x, in a string".formatted(unit), at);
  }

  private int unit(int at) throws JsonFault {
    int value = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(peek(i), 16);
      if (digit < 0) {
        throw unexpected(i, "a hexadecimal digit");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static int utf8Length(int code) {
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }

  /** The content of a string that has been scanned: from its quote to after its last. */
  final byte[] decode(int from, int end, int length) {
    byte[] out = new byte[length];
    int written = 0;
    int at = from + 1;
    int last = end - 1;
    while (at < last) {
      int run = special(bytes, at, last);
      System.arraycopy(bytes, at, out, written, run - at);
      written += run - at;
      at = run;
      if (at < last) {
        int letter = "\"\\/bfnrt".indexOf(bytes[at + 1]);
        if (letter >= 0) {
          out[written++] = (byte) "\"\\/\b\f\n\r\t".charAt(letter);
          at += 2;
        } else {
          at += known(at);
          written = put(codePoint, out, written);
        }
      }
    }
    return out;
  }

  private int known(int at) {
    try {
      return unicode(at);
    } catch (JsonFault e) {
      throw new IllegalStateException("the string was scanned before", e);
    }
  }

  private static int put(int code, byte[] out, int at) {
    byte[] utf8 = Character.toString(code).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, out, at, utf8.length);
    return at + utf8.length;
  }

  final int number(int from) throws JsonFault {
    int at = peek(from) == '-' ? from + 1 : from;
    if (peek(at) == '0') {
      at++;
    } else {
      at = digits(at);
    }
    if (peek(at) == '.') {
      at = digits(at + 1);
    }
    if (peek(at) == 'e' || peek(at) == 'E') {
      at++;
      at = digits(peek(at) == '+' || peek(at) == '-' ? at + 1 : at);
    }
    return at;
  }

  private int digits(int from) throws JsonFault {
    int at = from;
    while (peek(at) >= '0' && peek(at) <= '9') {
      at++;
    }
    if (at == from) {
      throw unexpected(at, "a digit");
    }
    return at;
  }

  final int word(int from, String word) throws JsonFault {
    for (int i = 0; i < word.length(); i++) {
      if (peek(from + i) != word.charAt(i)) {
        throw from + i >= to ? cut() : unexpected(from, "a value");
      }
    }
    return from + word.length();
  }
}
