package zydeco.dedup.minhash;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.minhash.MinHashFilter;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.shingle.ShingleFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Signs with Lucene's own analysis: its tokenizer, its shingles and its MinHashFilter, in the form
 * that its documentation recommends: one hash of 128 bits, a bucket a value, the least hash of each
 * bucket, and for an empty bucket the value of the next one that is not.
 */
final class LuceneSigner implements Signer {
  /*
   * Buckets share one hash, so a signature is a sample of the shingles without replacement: its
   * error is a little below that of independent functions where texts are long. Where a text has
   * few shingles for its buckets, some are empty and repeat the next one's value: n shingles leave
   * a share of about e^(-n/buckets) empty. A band then has fewer distinct values than rows, so that
   * P(found) lies above the curve, at low similarities many times (docs/benchmarks.md).
   */
  private static final int LONGEST_WORD = 1 << 20;

  private final int[] values;
  private final Tokenizer tokenizer;
  private final TokenStream tokens;
  private final CharTermAttribute token;

  LuceneSigner(Shingler.Unit unit, int size, int values) {
    this.values = new int[values];
    tokenizer =
        unit == Shingler.Unit.CHAR
            ? new NGramTokenizer(size, size)
            : new WhitespaceTokenizer(LONGEST_WORD);
    tokens = new MinHashFilter(shingles(unit, size), 1, values, 1, true);
    token = tokens.getAttribute(CharTermAttribute.class);
  }

  private TokenStream shingles(Shingler.Unit unit, int size) {
    if (unit == Shingler.Unit.CHAR || size == 1) {
      return tokenizer;
    }
    ShingleFilter shingles = new ShingleFilter(tokenizer, size, size);
    shingles.setOutputUnigrams(false);
    return shingles;
  }

  @Override
  public int[] sign(byte[] form) {
    try {
      tokenizer.setReader(new StringReader(new String(form, StandardCharsets.UTF_8)));
      tokens.reset();
      int count = 0;
      while (count < values.length && tokens.incrementToken()) {
        values[count++] = value();
      }
      tokens.end();
      tokens.close();
      return count == values.length ? values.clone() : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hash of a bucket, 128 bits in eight characters, as one of 32 bits. */
  private int value() {
    long hash = token.length();
    for (int i = 0; i < token.length(); i++) {
      hash = Mix.finish(hash ^ token.charAt(i)) + Mix.GOLDEN;
    }
    return Mix.narrow(hash);
  }
}
