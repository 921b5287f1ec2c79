package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A SentencePiece model of BPE with byte fallback (Llama 2, Mistral, Zamba2) as the definition that
 * the Hugging Face library reads.
 */
final class SentencePieceFile {
  /*
   * The .model is a protocol buffer (sentencepiece_model.proto): pieces (1: text, 2: score, 3: type), the
   * trainer's settings (3: model type, 35: byte fallback) and the normaliser's (1: name, 2: rules,
   * 3: blank in front, 4: blanks joined, 5: blanks marked). SentencePiece joins the neighbours whose
   * piece has the highest score. The library has ranks for pairs instead: every way to halve a piece
   * into two pieces is a merge, in the order of the pieces' scores.
   */
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;
  private static final int BPE = 2;

  private final String name;
  private final List<Piece> pieces = new ArrayList<>();
  private int modelType = 1;
  private boolean byteFallback;
  private boolean prefix = true;
  private boolean joins = true;
  private boolean marks = true;
  private boolean rules;

  private record Piece(String text, float score, int type) {}

  private SentencePieceFile(String name) {
    this.name = name;
  }

  /** Throws TokenizerException where the file is cut short or of a kind that is not known. */
  static ObjectNode definition(String name, byte[] model) {
    SentencePieceFile file = new SentencePieceFile(name);
    try {
      file.read(ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN));
    } catch (RuntimeException e) {
      throw new TokenizerException(
          name + " is no whole SentencePiece model",
          "Copy the file again, or give tokenizer.json.");
    }
    file.check();
    return file.definition();
  }

  /** Takes the fields of a message one by one. */
  private interface Fields {
    void take(int field, long number, ByteBuffer bytes);
  }

  private static void fields(ByteBuffer from, Fields fields) {
    while (from.hasRemaining()) {
      long key = varint(from);
      switch ((int) key & 7) {
        case 0 -> fields.take((int) (key >>> 3), varint(from), null);
        case 1 -> fields.take((int) (key >>> 3), from.getLong(), null);
        case 2 -> {
          int length = Math.toIntExact(varint(from));
          ByteBuffer bytes = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
          from.position(from.position() + length);
          fields.take((int) (key >>> 3), 0, bytes);
        }
        case 5 -> fields.take((int) (key >>> 3), from.getInt(), null);
        default -> throw new IllegalArgumentException("wire type " + (key & 7));
      }
    }
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = from.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private void read(ByteBuffer model) {
    fields(
        model,
        (field, number, bytes) -> {
          switch (field) {
            case 1 -> pieces.add(piece(bytes));
            case 2 -> fields(bytes, (f, n, b) -> trainer(f, n));
            case 3 -> fields(bytes, this::normalizer);
            default -> {}
          }
        });
  }

  private static Piece piece(ByteBuffer bytes) {
    Object[] found = {"", 0f, NORMAL};
    fields(
        bytes,
        (field, number, text) -> {
          switch (field) {
            case 1 -> found[0] = StandardCharsets.UTF_8.decode(text).toString();
            case 2 -> found[1] = Float.intBitsToFloat((int) number);
            case 3 -> found[2] = (int) number;
            default -> {}
          }
        });
    return new Piece((String) found[0], (Float) found[1], (Integer) found[2]);
  }

  private void trainer(int field, long number) {
    if (field == 3) {
      modelType = (int) number;
    } else if (field == 35) {
      byteFallback = number != 0;
    }
  }

  private void normalizer(int field, long number, ByteBuffer bytes) {
    switch (field) {
      case 2 -> rules = bytes.hasRemaining();
      case 3 -> prefix = number != 0;
      case 4 -> joins = number != 0;
      case 5 -> marks = number != 0;
      default -> {}
    }
  }

  private void check() {
    String why =
        pieces.isEmpty()
            ? "holds no pieces"
            : modelType != BPE
                ? "is not BPE (model type " + modelType + ")"
                : !byteFallback
                    ? "does not fall back to bytes"
                    : rules || joins || !marks
                        ? "normalises text by rules of its own"
                        : pieces.stream().anyMatch(p -> p.type() == UNUSED)
                            ? "has unused pieces"
                            : null;
    if (why != null) {
      throw new TokenizerException(
          name + " " + why, "Give the tokenizer.json of the same tokenizer instead.");
    }
  }

  private ObjectNode definition() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode root = json.objectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    ArrayNode steps = root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    if (prefix) {
      steps.addObject().put("type", "Prepend").put("prepend", "\u2581");
    }
    ObjectNode replace = steps.addObject().put("type", "Replace");
    replace.putObject("pattern").put("String", " ");
    replace.put("content", "\u2581");
    root.putNull("pre_tokenizer").putNull("post_processor").putNull("decoder");
    ObjectNode model = root.putObject("model").put("type", "BPE").putNull("dropout");
    model.put("unk_token", "<unk>").putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix").put("fuse_unk", true).put("byte_fallback", true);
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < pieces.size(); id++) {
      Piece piece = pieces.get(id);
      vocab.put(piece.text(), id);
      if (piece.type() == CONTROL || piece.type() == USER_DEFINED || piece.type() == 2) {
        added
            .addObject()
            .put("id", id)
            .put("content", piece.text())
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", piece.type() != USER_DEFINED);
      }
    }
    merges(model.putArray("merges"));
    return root;
  }

  private record Merge(String left, String right, float score) {}

  private void merges(ArrayNode to) {
    Map<String, Integer> normal = new HashMap<>();
    for (Piece piece : pieces) {
      if (piece.type() == NORMAL) {
        normal.put(piece.text(), normal.size());
      }
    }
    List<Merge> merges = new ArrayList<>();
    for (Piece piece : pieces) {
      String text = piece.text();
      for (int i = 1; piece.type() == NORMAL && i < text.length(); i++) {
        if (normal.containsKey(text.substring(0, i)) && normal.containsKey(text.substring(i))) {
          merges.add(new Merge(text.substring(0, i), text.substring(i), piece.score()));
        }
      }
    }
    merges.sort(
        Comparator.comparingDouble((Merge merge) -> -merge.score())
            .thenComparingInt(merge -> -merge.left().length()));
    merges.forEach(merge -> to.add(merge.left() + " " + merge.right()));
  }
}
