package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Tokens that are taken out of the text before it is cut into words: at each place the longest one,
 * from left to right.
 */
final class AddedTokens {
  private static final byte[][] NONE = {};

  private final byte[][][] byFirstByte = new byte[256][][];
  private final int[][] ids = new int[256][];
  private final boolean[] beginsWithPair = new boolean[1 << 16];
  private final boolean empty;
  private int found;

  private AddedTokens(List<JsonNode> tokens) {
    empty = tokens.isEmpty();
    Arrays.fill(byFirstByte, NONE);
    tokens.sort(
        Comparator.<JsonNode>comparingInt(t -> bytes(t).length)
            .reversed()
            .thenComparing(t -> t.path("content").asText()));
    for (JsonNode token : tokens) {
      byte[] content = bytes(token);
      int first = content[0] & 0xff;
      int count = byFirstByte[first].length;
      byFirstByte[first] = Arrays.copyOf(byFirstByte[first], count + 1);
      byFirstByte[first][count] = content;
      ids[first] = count == 0 ? new int[1] : Arrays.copyOf(ids[first], count + 1);
      for (int second = 0; second < 256; second++) {
        beginsWithPair[first << 8 | second] |= content.length == 1 || second == (content[1] & 0xff);
      }
      ids[first][count] = token.path("id").asInt();
    }
  }

  private static byte[] bytes(JsonNode token) {
    return token.path("content").asText().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Null where one of them asks for more than this class knows: blanks beside it, whole words only,
   * other characters than ASCII, or a match before the normaliser ran.
   */
  static AddedTokens ofOrNull(JsonNode list, boolean normalizes) {
    List<JsonNode> tokens = new ArrayList<>();
    for (JsonNode token : list) {
      String content = token.path("content").asText();
      boolean plain =
          !token.path("lstrip").asBoolean()
              && !token.path("rstrip").asBoolean()
              && !token.path("single_word").asBoolean()
              && content.matches("\\p{ASCII}+");
      if (!plain || (normalizes && !token.path("normalized").asBoolean(true))) {
        return null;
      }
      tokens.add(token);
    }
    boolean mixed =
        tokens.stream().map(t -> t.path("normalized").asBoolean(true)).distinct().count() > 1;
    return mixed ? null : new AddedTokens(tokens);
  }

  boolean isEmpty() {
    return empty;
  }

  /** Bytes of the token that stands at a place, or 0; {@link #id} then is its id. */
  int lengthAt(byte[] d, int at, int to) {
    byte[][] candidates = byFirstByte[d[at] & 0xff];
    for (int i = 0; i < candidates.length; i++) {
      byte[] token = candidates[i];
      if (token.length <= to - at
          && Arrays.equals(d, at, at + token.length, token, 0, token.length)) {
        found = ids[d[at] & 0xff][i];
        return token.length;
      }
    }
    return 0;
  }

  int id() {
    return found;
  }

  /**
   * The next place where a token stands, at or behind {@code from}.
   *
   * @param d with at least a byte of any value behind {@code to}
   */
  int next(byte[] d, int from, int to) {
    for (int at = from; at < to; at++) {
      if (beginsWithPair[(d[at] & 0xff) << 8 | (d[at + 1] & 0xff)] && lengthAt(d, at, to) > 0) {
        return at;
      }
    }
    return to;
  }
}
