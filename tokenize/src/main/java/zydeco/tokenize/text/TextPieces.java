package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where a long text may be cut without changing one id: in front of a blank between two ASCII
 * letters, for tokenizers whose words end there. For others a text is one piece.
 *
 * @param target bytes after which a piece ends at the next such place
 */
record TextPieces(int target) {
  /*
   * The pre-tokenisers below match from left to right without looking back, and no alternative of
   * their patterns holds a letter followed by a blank: a word ends in front of the blank. NFC neither
   * joins a blank to the letter before it nor changes an ASCII letter's neighbour on the left. Added
   * tokens are matched before words are cut: none may hold such a place itself.
   */
  private static final int PIECE = 1 << 16;
  static final String CL100K_3_DIGITS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
          + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  static final String CL100K_1_DIGIT =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
          + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  static TextPieces of(JsonNode root) {
    boolean separable =
        normalizes(root.path("normalizer"))
            && splits(root.path("pre_tokenizer"))
            && addsNoPhrases(root.path("added_tokens"));
    return new TextPieces(separable ? PIECE : Integer.MAX_VALUE);
  }

  private static boolean normalizes(JsonNode normalizer) {
    return normalizer.isNull()
        || normalizer.isMissingNode()
        || normalizer.path("type").asText().equals("NFC");
  }

  private static boolean splits(JsonNode tokenizer) {
    JsonNode first = tokenizer;
    if (tokenizer.path("type").asText().equals("Sequence")) {
      first = tokenizer.path("pretokenizers").path(0);
    }
    if (first.path("type").asText().equals("ByteLevel")) {
      return first.path("use_regex").asBoolean(true) && !first.path("add_prefix_space").asBoolean();
    }
    String pattern = first.path("pattern").path("Regex").asText();
    return isCoveringSplit(first)
        && (pattern.equals(CL100K_3_DIGITS) || pattern.equals(CL100K_1_DIGIT));
  }

  /** Whether a pre-tokenizer cuts a text into the matches of its pattern. */
  static boolean isCoveringSplit(JsonNode split) {
    boolean inverted = split.path("invert").asBoolean();
    String behavior = split.path("behavior").asText();
    return split.path("type").asText().equals("Split")
        && (behavior.equals("Isolated") || (behavior.equals("Removed") && inverted));
  }

  private static boolean addsNoPhrases(JsonNode added) {
    for (JsonNode token : added) {
      if (token.path("content").asText().matches("(?s).*[A-Za-z] [A-Za-z].*")
          || token.path("lstrip").asBoolean()
          || token.path("rstrip").asBoolean()) {
        return false;
      }
    }
    return true;
  }

  /** The end of the piece that begins at {@code from}. */
  int end(byte[] utf8, int from) {
    if (utf8.length - from <= target) {
      return utf8.length;
    }
    for (int i = from + target; i + 1 < utf8.length; i++) {
      if (utf8[i] == ' ' && isLetter(utf8[i - 1]) && isLetter(utf8[i + 1])) {
        return i;
      }
    }
    return utf8.length;
  }

  private static boolean isLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }
}
