package zydeco.tokenize.mixture;

import java.io.Serializable;

/**
 * What a source holds.
 *
 * @param documents how many
 * @param tokens of these, with one end-of-text each
 * @param bytes of their UTF-8 texts
 */
public record SourceTotals(String name, long documents, long tokens, long bytes)
    implements Serializable {

  public static SourceTotals empty(String name) {
    return new SourceTotals(name, 0, 0, 0);
  }

  public SourceTotals plus(long moreDocuments, long moreTokens, long moreBytes) {
    return new SourceTotals(
        name, documents + moreDocuments, tokens + moreTokens, bytes + moreBytes);
  }

  public SourceTotals plus(SourceTotals other) {
    return plus(other.documents, other.tokens, other.bytes);
  }

  public SourceTotals times(long factor) {
    return new SourceTotals(name, documents * factor, tokens * factor, bytes * factor);
  }
}
