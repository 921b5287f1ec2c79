package zydeco.classifiers.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.Shared;

/**
 * Turns a text, or a pair of which the text is the second, into the token ids of a Hugging Face
 * {@code tokenizer.json}. The text is cut so that there are no more than a number of tokens,
 * special tokens included; nothing is padded. Threads share it.
 *
 * <p>Of a long text only the beginning is encoded: a prefix that ends before a blank and has more
 * tokens than wanted. The ids are those of the whole text, because the words before a blank are
 * encoded without regard to what follows it; tests hold it to the whole text.
 */
final class TextEncoder {
  private static final Shared<TextEncoder> ENCODERS = new Shared<>();
  private static final int BYTES_A_TOKEN = 8;
  private static final int WINDOW = 1024;

  private final HuggingFaceTokenizer tokenizer;
  private final String pair;
  private final int maxTokens;
  private final int maxChars;
  private final long highestId;

  static {
    if (System.getProperty("OPT_OUT_TRACKING") == null) {
      System.setProperty("OPT_OUT_TRACKING", "true");
    }
    File home = new File(System.getProperty("user.home", ""));
    boolean told =
        System.getenv("ENGINE_CACHE_DIR") != null
            || System.getenv("DJL_CACHE_DIR") != null
            || System.getProperty("ENGINE_CACHE_DIR") != null;
    if (!told && !home.canWrite()) {
      System.setProperty(
          "ENGINE_CACHE_DIR", new File(System.getProperty("java.io.tmpdir"), "djl").getPath());
    }
  }

  private TextEncoder(
      HuggingFaceTokenizer tokenizer, String pair, int maxTokens, int maxChars, long highestId) {
    this.tokenizer = tokenizer;
    this.pair = pair;
    this.maxTokens = maxTokens;
    this.maxChars = maxChars;
    this.highestId = highestId;
  }

  /** Loads the tokenizer of a card. Throws ModelException where the file is none. */
  static TextEncoder shared(ModelFile file, ModelCard card) {
    return shared(file, card.pair(), card.maxTokens(), card.maxChars());
  }

  /**
   * Loads a tokenizer. Throws ModelException where the file is none.
   *
   * @param pair the text that stands first, or null: none
   * @param maxChars code points of a text that are looked at, 0: all
   */
  static TextEncoder shared(ModelFile file, String pair, int maxTokens, int maxChars) {
    return ENCODERS.get(
        String.join(" ", file.sha256(), "" + maxTokens, "" + maxChars, pair),
        () -> load(file, pair, maxTokens, maxChars));
  }

  private static TextEncoder load(ModelFile file, String pair, int maxTokens, int maxChars) {
    byte[] bytes = file.bytes();
    try {
      long highest = highestId(new ObjectMapper().readTree(bytes));
      Map<String, String> options = new HashMap<>();
      options.put("addSpecialTokens", "true");
      options.put("truncation", pair == null ? "true" : "only_second");
      options.put("padding", "false");
      options.put("maxLength", Integer.toString(maxTokens));
      options.put("modelMaxLength", Integer.toString(maxTokens));
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), options);
      return new TextEncoder(tokenizer, pair, maxTokens, maxChars, highest);
    } catch (IOException | RuntimeException e) {
      throw new ModelException(
          file.path(),
          "it is no tokenizer.json that can be read (" + e.getMessage() + ")",
          "Name the tokenizer file that belongs to the model.",
          e);
    }
  }

  private static long highestId(JsonNode root) throws IOException {
    long highest = -1;
    JsonNode vocabulary = root.path("model").path("vocab");
    if (vocabulary.isArray()) {
      highest = vocabulary.size() - 1L;
    }
    if (vocabulary.isObject()) {
      for (Iterator<JsonNode> ids = vocabulary.elements(); ids.hasNext(); ) {
        highest = Math.max(highest, ids.next().asLong());
      }
    }
    for (JsonNode added : root.path("added_tokens")) {
      highest = Math.max(highest, added.path("id").asLong());
    }
    if (highest < 0) {
      throw new IOException("it has no vocabulary");
    }
    return highest;
  }

  /** The highest token id of the vocabulary, added tokens included. */
  long highestId() {
    return highestId;
  }

  /** The ids and types of a text's tokens. */
  Encoding encode(byte[] text) {
    if (maxChars > 0) {
      return encode(text, charsEnd(text));
    }
    for (long limit = (long) BYTES_A_TOKEN * maxTokens; ; limit *= 4) {
      int end = limit >= text.length ? text.length : blankBefore(text, (int) limit);
      if (end < 0) {
        continue;
      }
      Encoding encoding = encode(text, end);
      if (end == text.length || encoding.exceedMaxLength()) {
        return encoding;
      }
    }
  }

  private Encoding encode(byte[] text, int end) {
    String beginning = new String(text, 0, end, StandardCharsets.UTF_8);
    return pair == null ? tokenizer.encode(beginning) : tokenizer.encode(pair, beginning);
  }

  /** How many code points of a text the tokens reach, or -1: to its end. */
  int reach(byte[] text) {
    Encoding encoding = encode(text);
    int end = maxChars > 0 ? charsEnd(text) : text.length;
    if (!encoding.exceedMaxLength()) {
      return end == text.length ? -1 : maxChars;
    }
    int reach = 0;
    for (CharSpan span : encoding.getCharTokenSpans()) {
      reach = span == null ? reach : span.getEnd(); // of a pair the text's are the last
    }
    return reach;
  }

  /** Where the first so many code points end. */
  private int charsEnd(byte[] text) {
    int chars = 0;
    for (int i = 0; i < text.length; i++) {
      if ((text[i] & 0xC0) != 0x80 && chars++ == maxChars) {
        return i;
      }
    }
    return text.length;
  }

  /** The last blank after a word shortly before a place, or -1. */
  private static int blankBefore(byte[] text, int limit) {
    for (int i = limit; i > Math.max(1, limit - WINDOW); i--) {
      if (text[i] == ' ' && text[i - 1] > ' ') {
        return i;
      }
    }
    return -1;
  }
}
