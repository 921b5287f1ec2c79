package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
  /*
   * Eight places at once are asked whether one of the pairs of bytes that tokens begin with stands there;
   * the lowest place that says so is right, a higher one may be wrong and is asked again.
   */
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final byte[][] NONE = {};

  private final byte[][][] byFirstByte = new byte[256][][];
  private final int[][] ids = new int[256][];
  private final long[] pairs;
  private final long[] pairMasks;
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
      ids[first][count] = token.path("id").asInt();
    }
    List<String> begins =
        tokens.stream()
            .map(t -> t.path("content").asText())
            .map(AddedTokens::begin)
            .distinct()
            .toList();
    pairs = new long[2 * begins.size()];
    pairMasks = new long[begins.size()];
    for (int i = 0; i < begins.size(); i++) {
      boolean two = begins.get(i).length() > 1;
      pairs[2 * i] = ONES * begins.get(i).charAt(0);
      pairs[2 * i + 1] = two ? ONES * begins.get(i).charAt(1) : 0;
      pairMasks[i] = two ? -1 : 0;
    }
  }

  private static String begin(String token) {
    return token.substring(0, Math.min(2, token.length()));
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
   * @param d with at least 9 bytes of any value behind {@code to}
   */
  int next(byte[] d, int from, int to) {
    for (int at = from; at < to; at++) {
      at += bytesBeforePair(d, at, to);
      if (at < to && lengthAt(d, at, to) > 0) {
        return at;
      }
    }
    return to;
  }

  /** How far it is to the next two bytes that a token begins with; at least to the end if none. */
  private int bytesBeforePair(byte[] d, int from, int to) {
    int at = from;
    while (at < to) {
      long here = (long) LONG.get(d, at);
      long behind = (long) LONG.get(d, at + 1);
      long found = 0;
      for (int i = 0; i < pairs.length; i += 2) {
        long differs = (here ^ pairs[i]) | (behind ^ pairs[i + 1]) & pairMasks[i >> 1];
        found |= (differs - ONES) & ~differs & HIGH;
      }
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >> 3) - from;
      }
      at += 8;
    }
    return at - from;
  }
}
