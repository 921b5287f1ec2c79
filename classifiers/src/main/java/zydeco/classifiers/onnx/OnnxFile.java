package zydeco.classifiers.onnx;

import java.util.Map;
import java.util.Set;
import zydeco.classifiers.ModelException;

/**
 * The outer form of an ONNX file, read before the runtime sees it. ONNX is protocol buffers; the
 * walk visits graphs, nodes, attributes and tensors, and passes over everything else by its length.
 */
final class OnnxFile {
  private static final int GRAPH = 7;
  private static final int DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;
  private static final int DEEPEST = 200;

  /** The messages that are looked into, by the message and the field that holds them. */
  private enum Message {
    MODEL(Map.of(7, "GRAPH", 25, "FUNCTION")),
    GRAPH(Map.of(1, "NODE", 5, "TENSOR", 15, "SPARSE")),
    FUNCTION(Map.of(7, "NODE")),
    NODE(Map.of(5, "ATTRIBUTE")),
    ATTRIBUTE(
        Map.of(5, "TENSOR", 6, "GRAPH", 10, "TENSOR", 11, "GRAPH", 22, "SPARSE", 23, "SPARSE")),
    SPARSE(Map.of(1, "TENSOR", 2, "TENSOR")),
    TENSOR(Map.of());

    private final Map<Integer, String> inside;

    Message(Map<Integer, String> inside) {
      this.inside = inside;
    }

    Message at(int field) {
      String name = inside.get(field);
      return name == null ? null : valueOf(name);
    }
  }

  private final byte[] bytes;
  private final String name;
  private final Set<Integer> found = new java.util.HashSet<>();
  private int at;

  private OnnxFile(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  /**
   * Throws ModelException where the bytes are no whole ONNX model, or where a tensor's numbers are
   * in another file: a path in a model file could name any file of the machine.
   */
  static void check(byte[] bytes, String name) {
    OnnxFile file = new OnnxFile(bytes, name);
    file.walk(Message.MODEL, bytes.length, 0);
    if (!file.found.contains(GRAPH)) {
      throw file.malformed("it has no graph");
    }
  }

  private void walk(Message message, int end, int depth) {
    if (depth > DEEPEST) {
      throw malformed("it is nested more than " + DEEPEST + " deep");
    }
    while (at < end) {
      long key = varint(end);
      int field = (int) (key >>> 3);
      switch ((int) (key & 7)) {
        case 0 -> value(message, field, varint(end));
        case 1 -> skip(8, end);
        case 2 -> {
          long length = varint(end);
          Message inner = message.at(field);
          if (depth == 0) {
            found.add(field);
          }
          if (inner == null) {
            skip(length, end);
          } else {
            walk(inner, bounded(length, end), depth + 1);
          }
        }
        case 5 -> skip(4, end);
        default -> throw malformed("it is no protocol buffer");
      }
    }
  }

  private void value(Message message, int field, long value) {
    if (message == Message.TENSOR && field == DATA_LOCATION && value == EXTERNAL) {
      throw new ModelException(
          name,
          "it keeps numbers in another file (external data)",
          "Save the model as one file of at most 2 GiB.");
    }
  }

  private void skip(long length, int end) {
    at = bounded(length, end);
  }

  private int bounded(long length, int end) {
    if (length < 0 || length > end - at) {
      throw malformed("it ends too early");
    }
    return at + (int) length;
  }

  private long varint(int end) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw malformed("it ends too early");
      }
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("it is no protocol buffer");
  }

  private ModelException malformed(String why) {
    return new ModelException(
        name, "it is no whole ONNX model: " + why, "It is cut short or damaged: fetch it again.");
  }
}
