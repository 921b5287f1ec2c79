package zydeco.tokenize.shards;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.mixture.SourceTotals;

/**
 * What token files hold, by source, and a digest of every document in them that does not depend on
 * their order or on the files.
 */
final class Survey implements Serializable {
  private final List<SourceTotals> train = new ArrayList<>();
  private final List<SourceTotals> heldOut = new ArrayList<>();
  private long empty;
  private long digestHigh;
  private long digestLow;

  Survey(List<String> sources) {
    for (String source : sources) {
      train.add(SourceTotals.empty(source));
      heldOut.add(SourceTotals.empty(source));
    }
  }

  void add(TokenEntry entry, Selection selection) {
    Hash128 digest =
        Hash128.ofParts(
            entry.id().toString(),
            entry.content().toString(),
            entry.source() + " " + entry.bytes() + " " + entry.tokens());
    digestHigh += digest.high();
    digestLow += digest.low();
    if (entry.tokens() == 0) {
      empty++;
    } else if (!selection.ignores(entry)) {
      List<SourceTotals> side = selection.isHeldOut(entry) ? heldOut : train;
      SourceTotals before = side.get(entry.source());
      side.set(entry.source(), before.plus(1, entry.tokens() + 1L, entry.bytes()));
    }
  }

  Survey plus(Survey other) {
    for (int i = 0; i < train.size(); i++) {
      train.set(i, train.get(i).plus(other.train.get(i)));
      heldOut.set(i, heldOut.get(i).plus(other.heldOut.get(i)));
    }
    empty += other.empty;
    digestHigh += other.digestHigh;
    digestLow += other.digestLow;
    return this;
  }

  List<SourceTotals> train() {
    return train;
  }

  List<SourceTotals> heldOut() {
    return heldOut;
  }

  /** Documents without a token, which are in no shard. */
  long empty() {
    return empty;
  }

  String digest() {
    return new Hash128(digestHigh, digestLow).toString();
  }
}
