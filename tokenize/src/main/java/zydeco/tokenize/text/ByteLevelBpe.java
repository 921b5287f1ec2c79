package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Byte-level BPE over UTF-8 bytes, for the tokenizer files whose every part it knows. The ids are
 * those of the Hugging Face library.
 */
final class ByteLevelBpe implements Tokenizer {
  /*
   * Normalise to NFC where the file says so; take out added tokens; cut into words; look each word up
   * in a cache, else merge it. A text whose normal form may depend on the version of Unicode goes to
   * the library itself.
   */
  private static final int USUAL = 1 << 16;
  private static final Map<String, Integer> CL100K =
      Map.of(TextPieces.CL100K_3_DIGITS, 3, TextPieces.CL100K_1_DIGIT, 1);

  private final WordSplitter splitter;
  private final WordMerger merger;
  private final AddedTokens added;
  private final boolean normalizes;
  private final Supplier<Tokenizer> library;
  private final WordCache cache = new WordCache();
  private Tokenizer opened;
  private byte[] text = new byte[USUAL];

  private ByteLevelBpe(
      WordSplitter splitter,
      WordMerger merger,
      AddedTokens added,
      boolean normalizes,
      Supplier<Tokenizer> library) {
    this.splitter = splitter;
    this.merger = merger;
    this.added = added;
    this.normalizes = normalizes;
    this.library = library;
  }

  /**
   * Null where the file has a part that this class does not know.
   *
   * @param root a definition without control tokens
   * @param library opens the Hugging Face tokenizer of the same file
   */
  static ByteLevelBpe ofOrNull(JsonNode root, Supplier<Tokenizer> library) {
    JsonNode normalizer = root.path("normalizer");
    boolean normalizes = normalizer.path("type").asText().equals("NFC");
    if (!normalizes && !normalizer.isNull() && !normalizer.isMissingNode()) {
      return null;
    }
    WordSplitter splitter = splitterOrNull(root.path("pre_tokenizer"));
    AddedTokens added = AddedTokens.ofOrNull(root.path("added_tokens"), normalizes);
    if (splitter == null || added == null || !isPlainBpe(root)) {
      return null;
    }
    Map<String, Integer> vocab = BpeMerges.vocabulary(root.path("model"));
    int[] bytes = BpeMerges.byteIdsOrNull(vocab);
    BpeMerges merges = BpeMerges.ofOrNull(root.path("model"), vocab);
    return merges == null || bytes == null
        ? null
        : new ByteLevelBpe(
            splitter,
            new WordMerger(merges, new Alphabet.Bytes(bytes)),
            added,
            normalizes,
            library);
  }

  private static boolean isPlainBpe(JsonNode root) {
    JsonNode model = root.path("model");
    return TokenizerFile.modelType(root).equals("BPE")
        && model.path("dropout").asDouble(0) == 0
        && model.path("continuing_subword_prefix").asText("").isEmpty()
        && model.path("end_of_word_suffix").asText("").isEmpty()
        && !model.path("byte_fallback").asBoolean();
  }

  private static WordSplitter splitterOrNull(JsonNode preTokenizer) {
    String type = preTokenizer.path("type").asText();
    if (type.equals("ByteLevel")) {
      boolean known =
          preTokenizer.path("use_regex").asBoolean(true)
              && !preTokenizer.path("add_prefix_space").asBoolean(true);
      return known ? WordSplitter.gpt2() : null;
    }
    JsonNode parts = preTokenizer.path("pretokenizers");
    JsonNode bytes = parts.path(1);
    boolean known =
        type.equals("Sequence")
            && parts.size() == 2
            && TextPieces.isCoveringSplit(parts.path(0))
            && bytes.path("type").asText().equals("ByteLevel")
            && !bytes.path("use_regex").asBoolean(true)
            && !bytes.path("add_prefix_space").asBoolean(true);
    Integer digits = CL100K.get(parts.path(0).path("pattern").path("Regex").asText());
    return known && digits != null ? WordSplitter.cl100k(digits) : null;
  }

  @Override
  public int encode(byte[] utf8, TokenBuffer ids) {
    int before = ids.size();
    byte[] given = utf8;
    if (normalizes) {
      Nfc.Need need = Nfc.of(utf8, utf8.length);
      if (need == Nfc.Need.UNKNOWN) {
        return library().encode(utf8, ids);
      }
      given = need == Nfc.Need.CHECK ? Nfc.normalize(utf8, utf8.length) : utf8;
    }
    if (text.length < given.length + WordCache.PADDING) {
      text = new byte[Math.max(given.length + WordCache.PADDING, 2 * text.length)];
    }
    System.arraycopy(given, 0, text, 0, given.length);
    Arrays.fill(text, given.length, given.length + WordCache.PADDING, (byte) 0);
    encode(given.length, ids);
    return ids.size() - before;
  }

  private void encode(int length, TokenBuffer ids) {
    int from = 0;
    while (from < length) {
      int to = added.isEmpty() ? length : added.next(text, from, length);
      words(from, to, ids);
      from = to;
      if (to < length) {
        from += added.lengthAt(text, to, length);
        ids.add(added.id());
      }
    }
  }

  private void words(int start, int to, TokenBuffer ids) {
    for (int from = start; from < to; ) {
      int end = splitter.end(text, from, to);
      if (end - from > WordCache.LONGEST) {
        merger.merge(text, from, end, ids);
      } else if (!cache.append(text, from, end - from, ids)) {
        int before = ids.size();
        merger.merge(text, from, end, ids);
        cache.put(ids.ids(), before, ids.size() - before);
      }
      from = end;
    }
  }

  private Tokenizer library() {
    if (opened == null) {
      opened = library.get();
    }
    return opened;
  }

  @Override
  public boolean isReusable() {
    return true;
  }

  @Override
  public void close() {
    text = new byte[USUAL];
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
