package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;

/**
 * BPE over code points that falls back to bytes: Llama 2, Mistral, Zamba2. The ids are those of the
 * Hugging Face library.
 */
final class FallbackBpe implements Tokenizer {
  /*
   * Added tokens are taken out; a blank is put in front of what stands between them, and blanks are
   * U+2581. There is no cut into words; but no merge crosses the border between two characters that no
   * result of a merge holds side by side, so the text can be cut there and words be cached. Asked are
   * pairs of ASCII, and every border in front of a run of blanks.
   */
  private static final int USUAL = 1 << 16;
  private static final String MARK = "\u2581";

  private final WordMerger merger;
  private final boolean prefixes;
  private final Borders borders;
  private final AddedTokens added;
  private final WordCache cache = new WordCache();
  private byte[] text = new byte[USUAL];

  private FallbackBpe(WordMerger merger, boolean prefixes, Borders borders, AddedTokens added) {
    this.merger = merger;
    this.prefixes = prefixes;
    this.borders = borders;
    this.added = added;
  }

  /** Null where the file has a part that this class does not know. */
  static FallbackBpe ofOrNull(JsonNode root) {
    JsonNode model = root.path("model");
    boolean known =
        TokenizerFile.modelType(root).equals("BPE")
            && model.path("byte_fallback").asBoolean()
            && model.path("dropout").asDouble(0) == 0
            && !model.path("ignore_merges").asBoolean()
            && model.path("continuing_subword_prefix").asText("").isEmpty()
            && model.path("end_of_word_suffix").asText("").isEmpty();
    Boolean prefixes = prefixesOrNull(root);
    AddedTokens added = addedOrNull(root.path("added_tokens"));
    if (!known || prefixes == null || added == null) {
      return null;
    }
    Map<String, Integer> vocab = BpeMerges.vocabulary(model);
    Alphabet alphabet = alphabetOrNull(vocab);
    BpeMerges merges = BpeMerges.ofOrNull(model, vocab);
    Borders borders = Borders.ofOrNull(model);
    return alphabet == null || merges == null || borders == null
        ? null
        : new FallbackBpe(new WordMerger(merges, alphabet), prefixes, borders, added);
  }

  /**
   * Null where a token is looked for in the normalised text, or asks for more than its characters.
   */
  private static AddedTokens addedOrNull(JsonNode list) {
    for (JsonNode token : list) {
      if (token.path("normalized").asBoolean(true)) {
        return null;
      }
    }
    return AddedTokens.ofOrNull(list, false);
  }

  /** Whether a blank goes in front; null where blanks are treated in a way not known here. */
  private static Boolean prefixesOrNull(JsonNode root) {
    JsonNode normalizer = root.path("normalizer");
    JsonNode words = root.path("pre_tokenizer");
    if (isNone(words) && normalizer.path("type").asText().equals("Sequence")) {
      JsonNode steps = normalizer.path("normalizers");
      boolean prepends = isPrepend(steps.path(0));
      boolean known = steps.size() == (prepends ? 2 : 1) && isReplace(steps.path(prepends ? 1 : 0));
      return known ? prepends : null;
    }
    if (isNone(words) && isReplace(normalizer)) {
      return false;
    }
    boolean metaspace =
        isNone(normalizer)
            && words.path("type").asText().equals("Metaspace")
            && words.path("replacement").asText().equals(MARK)
            && !words.path("split").asBoolean(true);
    return metaspace ? metaspacePrefixes(words) : null;
  }

  /** Null for a scheme that leaves a text alone which begins with a blank already. */
  private static Boolean metaspacePrefixes(JsonNode words) {
    return words.path("prepend_scheme").asText().equals("never") ? Boolean.FALSE : null;
  }

  private static boolean isNone(JsonNode part) {
    return part.isNull() || part.isMissingNode();
  }

  private static boolean isPrepend(JsonNode step) {
    return step.path("type").asText().equals("Prepend")
        && step.path("prepend").asText().equals(MARK);
  }

  private static boolean isReplace(JsonNode step) {
    return step.path("type").asText().equals("Replace")
        && step.path("pattern").path("String").asText().equals(" ")
        && step.path("content").asText().equals(MARK);
  }

  private static Alphabet alphabetOrNull(Map<String, Integer> vocab) {
    int[] bytes = new int[256];
    for (int b = 0; b < 256; b++) {
      Integer id = vocab.get(String.format("<0x%02X>", b));
      if (id == null) {
        return null;
      }
      bytes[b] = id;
    }
    int[] codePoints = new int[Character.MAX_CODE_POINT + 1];
    Arrays.fill(codePoints, -1);
    vocab.forEach(
        (piece, id) -> {
          if (!piece.isEmpty() && piece.codePointCount(0, piece.length()) == 1) {
            codePoints[piece.codePointAt(0)] = id;
          }
        });
    return new Alphabet.CodePoints(codePoints, bytes);
  }

  @Override
  public int encode(byte[] utf8, TokenBuffer ids) {
    int before = ids.size();
    int length = utf8.length + 1;
    if (text.length < length + WordCache.PADDING) {
      text = new byte[Math.max(length + WordCache.PADDING, 2 * text.length)];
    }
    System.arraycopy(utf8, 0, text, 1, utf8.length);
    Arrays.fill(text, length, length + WordCache.PADDING, (byte) 0);
    for (int from = 1; from < length; ) {
      int to = added.isEmpty() ? length : added.next(text, from, length);
      words(from, to, ids);
      from = to;
      if (to < length) {
        from += added.lengthAt(text, to, length);
        ids.add(added.id());
      }
    }
    return ids.size() - before;
  }

  /** The byte in front, of a token that has been taken out or none, becomes the blank. */
  private void words(int start, int to, TokenBuffer ids) {
    if (start == to) {
      return;
    }
    int from = start;
    if (prefixes) {
      text[--from] = ' ';
    }
    while (from < to) {
      int end = borders.next(text, from, to);
      word(from, end, ids);
      from = end;
    }
  }

  private void word(int from, int end, TokenBuffer ids) {
    if (end - from > WordCache.LONGEST) {
      merger.merge(text, from, end, ids);
    } else if (!cache.append(text, from, end - from, ids)) {
      int before = ids.size();
      merger.merge(text, from, end, ids);
      cache.put(ids.ids(), before, ids.size() - before);
    }
  }

  @Override
  public boolean isReusable() {
    return true;
  }

  @Override
  public void close() {
    text = new byte[USUAL];
  }
}
