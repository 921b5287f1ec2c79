package zydeco.tokenize.shards;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import zydeco.pipeline.text.Hash128;

/**
 * What token files hold, and a digest of every document in them that does not depend on their order
 * or on the files.
 */
final class Survey implements Serializable {
  private Cells train;
  private Cells heldOut;
  private long empty;
  private long leftOut;
  private long digestHigh;
  private long digestLow;

  Survey(int pools, int sources) {
    train = Cells.empty(pools, sources);
    heldOut = Cells.empty(pools, sources);
  }

  void add(TokenEntry entry, Selection selection) {
    Hash128 digest =
        Hash128.ofParts(
            entry.id().toString(),
            entry.content().toString(),
            entry.source() + " " + entry.bytes() + " " + entry.tokens(),
            entry.pool() + " " + entry.score());
    digestHigh += digest.high();
    digestLow += digest.low();
    if (entry.tokens() == 0) {
      empty++;
    } else if (selection.ignores(entry)) {
      leftOut++;
    } else {
      Cells side = selection.isHeldOut(entry) ? heldOut : train;
      side.add(entry.pool(), entry.source(), entry.tokens() + 1L, entry.bytes());
    }
  }

  Survey plus(Survey other) {
    train = train.plus(other.train);
    heldOut = heldOut.plus(other.heldOut);
    empty += other.empty;
    leftOut += other.leftOut;
    digestHigh += other.digestHigh;
    digestLow += other.digestLow;
    return this;
  }

  /** By pool and source, each document once with its end-of-text. */
  Cells train() {
    return train;
  }

  Cells heldOut() {
    return heldOut;
  }

  /** Documents without a token, which are in no shard. */
  long empty() {
    return empty;
  }

  /** Documents that no mixture weighs, which are in no shard. */
  long leftOut() {
    return leftOut;
  }

  String digest() {
    return new Hash128(digestHigh, digestLow).toString();
  }

  /** Adds up one file. */
  record File(
      Broadcast<SerializableConfiguration> configuration,
      Selection selection,
      int pools,
      int sources,
      String tokenizerSha256)
      implements Serializable {
    Survey read(String file) throws IOException {
      Survey survey = new Survey(pools, sources);
      try (TokenFileReader reader = TokenFileReader.open(file, configuration.value().value())) {
        if (!reader.tokenizerSha256().equals(tokenizerSha256)) {
          throw new IOException(
              file + " holds ids of another tokenizer. Remove it and run the build again.");
        }
        while (reader.next()) {
          survey.add(reader.entry(), selection);
        }
      }
      return survey;
    }
  }
}
