package zydeco.tokenize.shards;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zydeco.tokenize.mixture.Draw;
import zydeco.tokenize.mixture.MixtureException;
import zydeco.tokenize.mixture.SourceTotals;

/**
 * One file of a set.
 *
 * @param source the rank of the source that is held out, or -1 for training
 * @param number of the file in its set, from 0
 * @param name such as {@code train-00000} or {@code held-out-dclm-00000}
 */
record ShardName(int source, int number, String name) implements Serializable {

  /** The name of its set, such as {@code train} or {@code held-out-dclm}. */
  String set() {
    return name.substring(0, name.lastIndexOf('-'));
  }

  boolean isTraining() {
    return source < 0;
  }

  /** The files of a corpus, and which of them a document goes to. */
  static final class Index implements Serializable {
    /** Files of a set: each is a task, and a few kilobytes of the driver's. */
    private static final int MOST = 1 << 20;

    private final int training;
    private final int[] heldOut;
    private final int[] heldOutStart;
    private final List<ShardName> names = new ArrayList<>();

    /**
     * As many files as it takes for so many tokens each; none for a set without tokens. Throws
     * MixtureException where they are too many.
     *
     * @param trainingTokens of the training set
     * @param held what is held out of each source
     * @param shardTokens of one file
     */
    Index(long trainingTokens, List<SourceTotals> held, long shardTokens) {
      training = files(trainingTokens, shardTokens);
      heldOut = new int[held.size()];
      heldOutStart = new int[held.size()];
      for (int i = 0; i < training; i++) {
        names.add(new ShardName(-1, i, numbered("train", i)));
      }
      for (int source = 0; source < heldOut.length; source++) {
        heldOut[source] = files(held.get(source).tokens(), shardTokens);
        heldOutStart[source] = names.size();
        for (int i = 0; i < heldOut[source]; i++) {
          names.add(new ShardName(source, i, numbered("held-out-" + held.get(source).name(), i)));
        }
      }
    }

    private static int files(long tokens, long shardTokens) {
      long files = (tokens + shardTokens - 1) / shardTokens;
      if (files > MOST) {
        throw new MixtureException(
            String.format(
                Locale.ROOT,
                "Cannot write %,d tokens in shards of %,d: they would be %,d files. Give the recipe"
                    + " more 'shard-tokens'.",
                tokens,
                shardTokens,
                files));
      }
      return (int) files;
    }

    private static String numbered(String set, int number) {
      return set + String.format(Locale.ROOT, "-%05d", number);
    }

    List<ShardName> names() {
      return names;
    }

    int ofTraining(long place) {
      return Draw.part(place, training);
    }

    int ofHeldOut(int source, long place) {
      return heldOutStart[source] + Draw.part(place, heldOut[source]);
    }
  }
}
