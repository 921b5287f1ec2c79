package zydeco.tokenize.text;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** Hugging Face's own library, by way of DJL: every kind of tokenizer, about 2 MB/s. */
final class DjlTokenizer implements Tokenizer {
  private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private final TextPieces pieces;
  private long handle;

  private DjlTokenizer(long handle, TextPieces pieces) {
    this.handle = handle;
    this.pieces = pieces;
  }

  static DjlTokenizer open(String name, JsonNode definition) {
    LibUtils.checkStatus();
    try {
      long handle = LIBRARY.createTokenizerFromString(definition.toString());
      return new DjlTokenizer(handle, TextPieces.of(definition));
    } catch (RuntimeException e) {
      throw new TokenizerException(
          name + " does not load: " + e.getMessage(),
          "Give a tokenizer.json that the Hugging Face tokenizers library opens.");
    }
  }

  @Override
  public int encode(byte[] utf8, TokenBuffer ids) {
    int before = ids.size();
    for (int from = 0; from < utf8.length; ) {
      int to = pieces.end(utf8, from);
      append(new String(utf8, from, to - from, StandardCharsets.UTF_8), ids);
      from = to;
    }
    return ids.size() - before;
  }

  private void append(String text, TokenBuffer ids) {
    long encoding = LIBRARY.encode(handle, text, false);
    try {
      long[] found = LIBRARY.getTokenIds(encoding);
      ids.reserve(found.length);
      for (long id : found) {
        ids.add((int) id);
      }
    } finally {
      LIBRARY.deleteEncoding(encoding);
    }
  }

  @Override
  public void close() {
    if (handle != 0) {
      LIBRARY.deleteTokenizer(handle);
      handle = 0;
    }
  }
}
