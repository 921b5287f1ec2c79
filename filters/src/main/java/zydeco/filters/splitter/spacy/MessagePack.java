package zydeco.filters.splitter.spacy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads MessagePack (its specification of 2013) into maps, lists, strings, bytes, numbers, booleans
 * and null. Extension types are not understood. Throws IllegalArgumentException, with the cause in
 * words, where the bytes are something else.
 */
public final class MessagePack {
  private static final int DEEPEST = 100;

  private final ByteBuffer in;
  private int depth;

  private MessagePack(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  static Object read(byte[] bytes) {
    try {
      return new MessagePack(bytes).value();
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("it ends in the middle of a value", e);
    }
  }

  /** Whether a file begins as a map does. */
  public static boolean isMap(Path file) {
    try (InputStream start = Files.newInputStream(file)) {
      int type = start.read();
      return type >= 0x80 && type < 0x90 || type == 0xDE || type == 0xDF;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Object value() {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("its values are nested too deeply");
    }
    int type = in.get() & 0xFF;
    Object value = type < 0xC0 || type >= 0xE0 ? small(type) : typed(type);
    depth--;
    return value;
  }

  /** Types that hold a length or a number themselves. */
  private Object small(int type) {
    if (type < 0x80 || type >= 0xE0) {
      return (long) (byte) type;
    }
    return type < 0x90 ? map(type & 0xF) : type < 0xA0 ? list(type & 0xF) : text(type & 0x1F);
  }

  private Object typed(int type) {
    return switch (type) {
      case 0xC0 -> null;
      case 0xC2, 0xC3 -> type == 0xC3;
      case 0xC4, 0xC5, 0xC6 -> bytes(length(type - 0xC4));
      case 0xCA -> (double) in.getFloat();
      case 0xCB -> in.getDouble();
      case 0xCC, 0xCD, 0xCE -> (long) length(type - 0xCC);
      case 0xCF, 0xD3 -> in.getLong();
      case 0xD0 -> (long) in.get();
      case 0xD1 -> (long) in.getShort();
      case 0xD2 -> (long) in.getInt();
      case 0xD9, 0xDA, 0xDB -> text(length(type - 0xD9));
      case 0xDC, 0xDD -> list(length(type - 0xDC + 1));
      case 0xDE, 0xDF -> map(length(type - 0xDE + 1));
      default -> throw new IllegalArgumentException("it has a value of the unknown type " + type);
    };
  }

  /** An unsigned number of 1, 2 or 4 bytes. */
  private int length(int log) {
    return switch (log) {
      case 0 -> in.get() & 0xFF;
      case 1 -> in.getShort() & 0xFFFF;
      default -> in.getInt();
    };
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String text(int length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private List<Object> list(int length) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i != length; i++) {
      list.add(value());
    }
    return list;
  }

  private Map<Object, Object> map(int length) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i != length; i++) {
      Object key = value();
      map.put(key, value());
    }
    return map;
  }
}
