package zydeco.tokenize.shards;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;
import zydeco.tokenize.mixture.Cutoff;

/** Finds where the last epochs end that take a part of their documents only. */
record CutoffSearch(JavaRDD<String> files, Broadcast<SerializableConfiguration> configuration) {
  /*
   * Without a sort: tokens are summed by the first 12 bits of the draw, the bin is found in which the
   * target is reached, and only the documents of that bin (about 1 of 4,096) come to the driver.
   */
  private static final int BITS = 12;

  /** The orders that are cut: each document is in some of them, at the places of its draws. */
  interface Lines extends Serializable {
    void each(TokenEntry entry, Draws draws);
  }

  /** Takes the place of a document in one of the orders. */
  interface Draws {
    void take(int line, long drawn);
  }

  /**
   * The cutoffs that come nearest to so many tokens.
   *
   * @param rests tokens of each line, fewer than it holds; 0: none
   * @return null for a line that takes nothing
   */
  Cutoff[] find(Lines lines, long[] rests) {
    Cutoff[] cutoffs = new Cutoff[rests.length];
    if (LongStream.of(rests).allMatch(rest -> rest == 0)) {
      return cutoffs;
    }
    Map<Integer, Long> bins =
        files
            .flatMapToPair(new BinFile(configuration, lines, rests)::read)
            .reduceByKey(Long::sum)
            .collectAsMap();
    int[] lastBins = new int[rests.length];
    long[] left = new long[rests.length];
    for (int line = 0; line < rests.length; line++) {
      lastBins[line] = -1;
      left[line] = rests[line];
      for (int bin = 0; rests[line] > 0 && lastBins[line] < 0; bin++) {
        long in = bins.getOrDefault(line << BITS | bin, 0L);
        lastBins[line] = in > left[line] || bin == (1 << BITS) - 1 ? bin : -1;
        left[line] -= lastBins[line] < 0 ? in : 0;
      }
    }
    Map<Integer, List<Cutoff.Candidate>> candidates = new HashMap<>();
    for (Tuple2<Integer, Cutoff.Candidate> found :
        files.flatMap(new CandidateFile(configuration, lines, lastBins)::read).collect()) {
      candidates.computeIfAbsent(found._1(), s -> new ArrayList<>()).add(found._2());
    }
    for (int line = 0; line < rests.length; line++) {
      if (lastBins[line] >= 0) {
        List<Cutoff.Candidate> ordered = Cutoff.ordered(candidates.getOrDefault(line, List.of()));
        cutoffs[line] = cutoff(ordered, Cutoff.nearest(ordered, left[line]), lastBins[line]);
      }
    }
    return cutoffs;
  }

  private static Cutoff cutoff(List<Cutoff.Candidate> ordered, int count, int bin) {
    if (count > 0) {
      return ordered.get(count - 1).last();
    }
    return bin == 0 ? null : new Cutoff(((long) bin << (64 - BITS)) - 1, -1, -1);
  }

  private static int bin(long drawn) {
    return (int) (drawn >>> (64 - BITS));
  }

  /** Sums one file's tokens by line and bin. */
  private record BinFile(
      Broadcast<SerializableConfiguration> configuration, Lines lines, long[] rests)
      implements Serializable {
    Iterator<Tuple2<Integer, Long>> read(String file) throws IOException {
      Map<Integer, Long> bins = new HashMap<>();
      try (TokenFileReader reader = TokenFileReader.open(file, configuration.value().value())) {
        while (reader.next()) {
          long tokens = reader.entry().tokens() + 1L;
          lines.each(
              reader.entry(),
              (line, drawn) -> {
                if (rests[line] > 0) {
                  bins.merge(line << BITS | bin(drawn), tokens, Long::sum);
                }
              });
        }
      }
      return bins.entrySet().stream().map(e -> new Tuple2<>(e.getKey(), e.getValue())).iterator();
    }
  }

  /** Finds one file's documents in the bins where lines end. */
  private record CandidateFile(
      Broadcast<SerializableConfiguration> configuration, Lines lines, int[] lastBins)
      implements Serializable {
    Iterator<Tuple2<Integer, Cutoff.Candidate>> read(String file) throws IOException {
      List<Tuple2<Integer, Cutoff.Candidate>> found = new ArrayList<>();
      try (TokenFileReader reader = TokenFileReader.open(file, configuration.value().value())) {
        while (reader.next()) {
          TokenEntry entry = reader.entry();
          lines.each(
              entry,
              (line, drawn) -> {
                if (bin(drawn) == lastBins[line]) {
                  Cutoff last = Cutoff.behind(drawn, entry.id());
                  found.add(
                      new Tuple2<>(
                          line, new Cutoff.Candidate(last, entry.tokens() + 1L, entry.bytes())));
                }
              });
        }
      }
      return found.iterator();
    }
  }
}
