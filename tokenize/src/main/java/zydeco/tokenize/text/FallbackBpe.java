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
   * A blank is put in front of the text, and blanks are U+2581. There is no cut into words; but where no
   * entry of the vocabulary holds a blank behind something else, no merge crosses the border in front
   * of a run of blanks, so the text can be cut there and words be cached.
   */
  private static final String MARK = "\u2581";

  private final WordMerger merger;
  private final boolean prefixes;
  private final WordCache cache = new WordCache();
  private byte[] text = new byte[1 << 16];

  private FallbackBpe(WordMerger merger, boolean prefixes) {
    this.merger = merger;
    this.prefixes = prefixes;
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
            && model.path("end_of_word_suffix").asText("").isEmpty()
            && root.path("added_tokens").isEmpty();
    Boolean prefixes = prefixesOrNull(root);
    if (!known || prefixes == null) {
      return null;
    }
    Map<String, Integer> vocab = BpeMerges.vocabulary(model);
    Alphabet alphabet = alphabetOrNull(vocab);
    BpeMerges merges = BpeMerges.ofOrNull(model, vocab);
    if (alphabet == null || merges == null || !separable(model)) {
      return null;
    }
    return new FallbackBpe(new WordMerger(merges, alphabet), prefixes);
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

  /** Whether no merge joins a blank to something in front of it that is none. */
  private static boolean separable(JsonNode model) {
    for (JsonNode merge : model.path("merges")) {
      String joined =
          merge.isArray()
              ? merge.path(0).asText() + merge.path(1).asText()
              : merge.asText().replaceFirst(" ", "");
      for (int i = 1; i < joined.length(); i++) {
        if (joined.charAt(i) == MARK.charAt(0) && joined.charAt(i - 1) != MARK.charAt(0)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public int encode(byte[] utf8, TokenBuffer ids) {
    int before = ids.size();
    if (utf8.length == 0) {
      return 0;
    }
    int length = utf8.length + (prefixes ? 1 : 0);
    if (text.length < length + WordCache.PADDING) {
      text = new byte[Math.max(length + WordCache.PADDING, 2 * text.length)];
    }
    text[0] = ' ';
    System.arraycopy(utf8, 0, text, prefixes ? 1 : 0, utf8.length);
    Arrays.fill(text, length, length + WordCache.PADDING, (byte) 0);
    for (int from = 0; from < length; ) {
      int end = wordEnd(text, from, length);
      word(from, end, ids);
      from = end;
    }
    return ids.size() - before;
  }

  /** Behind a run of blanks and what follows it up to the next one. */
  private static int wordEnd(byte[] d, int from, int to) {
    int at = from;
    for (int blank = blank(d, at); at < to && blank > 0; blank = blank(d, at)) {
      at += blank;
    }
    while (at < to && (d[at] != ' ' && (d[at] != (byte) 0xe2 || blank(d, at) == 0))) {
      at++;
    }
    return at;
  }

  /** Bytes of the blank that stands at a place, or 0. */
  private static int blank(byte[] d, int at) {
    if (d[at] == ' ') {
      return 1;
    }
    boolean mark = d[at] == (byte) 0xe2 && d[at + 1] == (byte) 0x96 && d[at + 2] == (byte) 0x81;
    return mark ? 3 : 0;
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
}
