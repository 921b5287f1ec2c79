package zydeco.tokenize.formats;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** One sequence as it fills: its ids, and where its pieces end. */
final class SequenceBuffer {
  private final TokenType type;
  private final int padding;
  private final byte[] ids;
  private int[] ends = new int[16];
  private int pieces;
  private int tokens;

  SequenceBuffer(TokenType type, int sequence, int padding) {
    this.type = type;
    this.padding = padding;
    this.ids = new byte[Math.multiplyExact(sequence, type.width())];
  }

  void piece(ByteBuffer more, int count) {
    more.duplicate().get(ids, tokens * type.width(), count * type.width());
    end(count);
  }

  private void end(int count) {
    tokens += count;
    if (pieces == ends.length) {
      ends = Arrays.copyOf(ends, 2 * pieces);
    }
    ends[pieces++] = tokens;
  }

  /** Fills the sequence up; padding is a piece of its own. */
  void pad(int count) {
    if (count > 0) {
      ByteBuffer to = ByteBuffer.wrap(ids, tokens * type.width(), count * type.width());
      to.order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        type.put(to, padding);
      }
      end(count);
    }
  }

  /** All ids of the sequence, as they are stored. */
  byte[] ids() {
    return ids;
  }

  /** The id at a place. */
  int id(int place) {
    return type.get(ids, place);
  }

  int tokens() {
    return tokens;
  }

  /** Where the pieces end, in tokens from the sequence's start. */
  int[] ends() {
    return Arrays.copyOf(ends, pieces);
  }

  void clear() {
    pieces = 0;
    tokens = 0;
  }
}
