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
 * Turns a text into the token ids of a Hugging Face {@code tokenizer.json}, cut to a number of
 * tokens, special tokens included, without padding. Threads share it.
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

  private TextEncoder(HuggingFaceTokenizer tokenizer, int maxTokens, int maxChars, long highestId) {
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    this.maxChars = maxChars;
    this.highestId = highestId;
  }

  /** Loads a tokenizer. Throws ModelException where the file is none. */
  static TextEncoder shared(ModelFile file, int maxTokens, int maxChars) {
    return ENCODERS.get(
        file.sha256() + " " + maxTokens + " " + maxChars, () -> load(file, maxTokens, maxChars));
  }

  private static TextEncoder load(ModelFile file, int maxTokens, int maxChars) {
    byte[] bytes = file.bytes();
    try {
      long highest = highestId(new ObjectMapper().readTree(bytes));
      Map<String, String> options = new HashMap<>();
      options.put("addSpecialTokens", "true");
      options.put("truncation", "true");
      options.put("padding", "false");
      options.put("maxLength", Integer.toString(maxTokens));
      options.put("modelMaxLength", Integer.toString(maxTokens));
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), options);
      return new TextEncoder(tokenizer, maxTokens, maxChars, highest);
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
      String whole = new String(text, 0, charsEnd(text), StandardCharsets.UTF_8);
      return tokenizer.encode(whole);
    }
    for (long limit = (long) BYTES_A_TOKEN * maxTokens; ; limit *= 4) {
      int end = limit >= text.length ? text.length : blankBefore(text, (int) limit);
      if (end < 0) {
        continue;
      }
      Encoding encoding = tokenizer.encode(new String(text, 0, end, StandardCharsets.UTF_8));
      if (end == text.length || encoding.exceedMaxLength()) {
        return encoding;
      }
    }
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
      reach = Math.max(reach, span == null ? 0 : span.getEnd());
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
