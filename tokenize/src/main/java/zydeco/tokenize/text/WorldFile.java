package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The vocabulary of RWKV World, {@code rwkv_vocab_*.txt}, as a definition. */
final class WorldFile {
  /*
   * A line a token: its id, the token as a Python literal ('...' text, b'...' bytes), and its bytes. The
   * definition has the tokens with byte-level characters, as GPT-2 writes bytes, under the model type
   * RWKV-World, which is ours. Id 0 is in no file and ends a text.
   */
  static final String MODEL = "RWKV-World";
  static final String END = "<|endoftext|>";

  private WorldFile() {}

  /** Throws TokenizerException naming the line that cannot be read. */
  static ObjectNode definition(String name, byte[] content) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putArray("added_tokens").addObject().put("id", 0).put("content", END).put("special", true);
    ObjectNode model = root.putObject("model").put("type", MODEL);
    ObjectNode vocab = model.putObject("vocab");
    String[] lines = new String(content, StandardCharsets.UTF_8).split("\n");
    for (int i = 0; i < lines.length; i++) {
      try {
        String line = lines[i].stripTrailing();
        int id = Integer.parseInt(line.substring(0, line.indexOf(' ')));
        int last = line.lastIndexOf(' ');
        byte[] token = literal(line.substring(line.indexOf(' ') + 1, last));
        if (token.length == 0 || token.length != Integer.parseInt(line.substring(last + 1))) {
          throw new IllegalArgumentException("its length is another");
        }
        vocab.put(word(token), id);
      } catch (RuntimeException e) {
        throw new TokenizerException(
            name + " line " + (i + 1) + " is no token of RWKV World", "Copy the file again.");
      }
    }
    return root;
  }

  static String word(byte[] token) {
    StringBuilder word = new StringBuilder(token.length);
    for (byte b : token) {
      word.append(BpeMerges.charOf(b & 0xff));
    }
    return word.toString();
  }

  /** The bytes of a Python literal. */
  private static byte[] literal(String text) {
    boolean bytes = text.charAt(0) == 'b';
    String inner = text.substring(bytes ? 2 : 1, text.length() - 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < inner.length(); ) {
      int c = inner.codePointAt(i);
      i += Character.charCount(c);
      if (c != '\\') {
        write(out, c, bytes);
        continue;
      }
      char kind = inner.charAt(i++);
      int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
      if (digits > 0) {
        write(out, Integer.parseInt(inner.substring(i, i + digits), 16), bytes);
        i += digits;
      } else {
        int plain = "ntr\\'\"0abfv".indexOf(kind);
        write(out, "\n\t\r\\'\"\0\007\b\f\013".charAt(plain), bytes);
      }
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, int c, boolean bytes) {
    if (bytes) {
      out.write(c);
    } else {
      out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    }
  }
}
