package zydeco.tokenize.shards;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import zydeco.tokenize.mixture.Curriculum;

/** What a phase will hold: the totals of its copies, and their tokens by bin of score. */
final class Tally implements Serializable {
  private Cells copies;
  private final TreeMap<Integer, Long> scores = new TreeMap<>();

  Tally(int origins, int sources) {
    copies = Cells.empty(origins, sources);
  }

  private void add(TokenEntry entry, Selection selection, boolean byScore) {
    if (!selection.trains(entry)) {
      return;
    }
    long tokens = entry.tokens() + 1L;
    selection.copies(
        entry,
        (epoch, origin) -> {
          copies.add(origin, entry.source(), tokens, entry.bytes());
          if (byScore && !Double.isNaN(entry.score())) {
            scores.merge(Curriculum.bin(entry.score()), tokens, Long::sum);
          }
        });
  }

  Tally plus(Tally other) {
    copies = copies.plus(other.copies);
    other.scores.forEach((bin, tokens) -> scores.merge(bin, tokens, Long::sum));
    return this;
  }

  Cells copies() {
    return copies;
  }

  Map<Integer, Long> scores() {
    return scores;
  }

  /** Adds up one file. */
  record File(
      Broadcast<SerializableConfiguration> configuration,
      Selection selection,
      int origins,
      int sources,
      boolean byScore)
      implements Serializable {
    Tally read(String file) throws IOException {
      Tally tally = new Tally(origins, sources);
      try (TokenFileReader reader = TokenFileReader.open(file, configuration.value().value())) {
        while (reader.next()) {
          tally.add(reader.entry(), selection, byScore);
        }
      }
      return tally;
    }
  }
}
