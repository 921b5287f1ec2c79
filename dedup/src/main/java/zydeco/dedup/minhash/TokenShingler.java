package zydeco.dedup.minhash;

/** Shingles of a fixed number of a tokenizer's tokens. */
final class TokenShingler extends Shingler {
  private final TokenSource.TokenReader tokens;
  private final int size;
  private final long leavePower;

  TokenShingler(TokenSource.TokenReader tokens, int size) {
    this.tokens = tokens;
    this.size = size;
    this.leavePower = power(BASE, size);
  }

  @Override
  long shingle(byte[] text, ShingleSink sink) {
    int[] ids = tokens.ids(text);
    long hash = 0;
    int count = 0;
    for (int i = 0; i < ids.length; i++) {
      hash = hash * BASE + word(ids[i]) - (i < size ? 0 : word(ids[i - size]) * leavePower);
      if (i >= size - 1) {
        buffer[count++] = Mix.narrow(hash);
        if (count == BUFFER) {
          sink.accept(buffer, count);
          count = 0;
        }
      }
    }
    if (count > 0) {
      sink.accept(buffer, count);
    }
    return Math.max(0, ids.length - size + 1);
  }

  private static long word(int id) {
    return Mix.finish((id + 1L) * Mix.GOLDEN);
  }
}
