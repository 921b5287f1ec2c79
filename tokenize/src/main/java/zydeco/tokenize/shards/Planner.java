package zydeco.tokenize.shards;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;
import zydeco.tokenize.mixture.Cutoff;
import zydeco.tokenize.mixture.SourceShare;
import zydeco.tokenize.mixture.SourceTotals;

/** Reads the lengths in token files and decides which documents are in the corpus. */
final class Planner {
  /*
   * Where a source gives a last epoch of part of its documents, the cutoff is found without a sort:
   * tokens are summed by the first 12 bits of the sample draw, the bin is found in which the target
   * is reached, and only the documents of that bin (about 1 of 4,096) come to the driver.
   */
  private static final int BITS = 12;

  private final JavaRDD<String> files;
  private final Broadcast<SerializableConfiguration> configuration;
  private final ShardSettings settings;
  private final List<String> sources;

  /** What the corpus will be: planned totals are of copies, with one end-of-text each. */
  record Planned(
      Survey survey, List<SourceShare> shares, Selection selection, List<SourceTotals> train) {}

  Planner(
      JavaRDD<String> files,
      Broadcast<SerializableConfiguration> configuration,
      ShardSettings settings,
      List<String> sources) {
    this.files = files;
    this.configuration = configuration;
    this.settings = settings;
    this.sources = List.copyOf(sources);
  }

  Planned plan() {
    Selection everything = Selection.of(settings, sources);
    Survey survey =
        files
            .map(
                new SurveyFile(configuration, everything, sources, settings.tokenizer().sha256())
                    ::read)
            .treeReduce(Survey::plus, 2);
    List<SourceShare> shares = settings.mixture().plan(survey.train());
    List<SourceTotals> train = new ArrayList<>();
    for (int source = 0; source < sources.size(); source++) {
      train.add(survey.train().get(source).times(shares.get(source).whole()));
    }
    Cutoff[] cutoffs = new Cutoff[sources.size()];
    if (shares.stream().anyMatch(share -> share.rest() > 0)) {
      findCutoffs(everything, shares, cutoffs, train);
    }
    return new Planned(survey, shares, everything.with(shares, cutoffs), train);
  }

  private void findCutoffs(
      Selection selection, List<SourceShare> shares, Cutoff[] cutoffs, List<SourceTotals> train) {
    boolean[] partial = new boolean[sources.size()];
    for (int source = 0; source < partial.length; source++) {
      partial[source] = shares.get(source).rest() > 0;
    }
    Map<Integer, SourceTotals> bins =
        files
            .flatMapToPair(new BinFile(configuration, selection, partial)::read)
            .reduceByKey(SourceTotals::plus)
            .collectAsMap();
    int[] lastBins = new int[partial.length];
    long[] rests = new long[partial.length];
    for (int source = 0; source < partial.length; source++) {
      long rest = shares.get(source).rest();
      lastBins[source] = partial[source] ? lastBin(bins, source, rest) : -1;
      SourceTotals before = before(bins, source, lastBins[source]);
      rests[source] = rest - before.tokens();
      train.set(source, train.get(source).plus(before));
    }
    Map<Integer, List<Cutoff.Candidate>> candidates = new HashMap<>();
    for (Tuple2<Integer, Cutoff.Candidate> found :
        files.flatMap(new CandidateFile(configuration, selection, lastBins)::read).collect()) {
      candidates.computeIfAbsent(found._1(), s -> new ArrayList<>()).add(found._2());
    }
    for (int source = 0; source < partial.length; source++) {
      if (partial[source]) {
        List<Cutoff.Candidate> ordered = Cutoff.ordered(candidates.get(source));
        int count = Cutoff.nearest(ordered, rests[source]);
        cutoffs[source] = cutoff(ordered, count, lastBins[source]);
        for (Cutoff.Candidate each : ordered.subList(0, count)) {
          train.set(source, train.get(source).plus(1, each.tokens(), each.bytes()));
        }
      }
    }
  }

  /** The bin in which a source passes so many tokens; there is one, for it holds more. */
  private static int lastBin(Map<Integer, SourceTotals> bins, int source, long tokens) {
    long sum = 0;
    for (int bin = 0; ; bin++) {
      SourceTotals in = bins.get(key(source, bin));
      sum += in == null ? 0 : in.tokens();
      if (sum > tokens) {
        return bin;
      }
    }
  }

  private static SourceTotals before(Map<Integer, SourceTotals> bins, int source, int end) {
    SourceTotals sum = SourceTotals.empty("");
    for (int bin = 0; bin < end; bin++) {
      SourceTotals in = bins.get(key(source, bin));
      sum = in == null ? sum : sum.plus(in);
    }
    return sum;
  }

  private static Cutoff cutoff(List<Cutoff.Candidate> ordered, int count, int bin) {
    if (count > 0) {
      return ordered.get(count - 1).last();
    }
    return bin == 0 ? null : new Cutoff(((long) bin << (64 - BITS)) - 1, -1, -1);
  }

  private static int key(int source, int bin) {
    return source << BITS | bin;
  }

  private static int bin(long drawn) {
    return (int) (drawn >>> (64 - BITS));
  }

  /** Reads the lengths of one file, and checks whose ids they are. */
  record SurveyFile(
      Broadcast<SerializableConfiguration> configuration,
      Selection selection,
      List<String> sources,
      String tokenizerSha256)
      implements Serializable {
    Survey read(String file) throws IOException {
      Survey survey = new Survey(sources);
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

  /** Sums one file's documents by source and bin of the sample draw. */
  record BinFile(
      Broadcast<SerializableConfiguration> configuration, Selection selection, boolean[] partial)
      implements Serializable {
    Iterator<Tuple2<Integer, SourceTotals>> read(String file) throws IOException {
      Map<Integer, SourceTotals> bins = new HashMap<>();
      try (TokenFileReader reader = TokenFileReader.open(file, configuration.value().value())) {
        while (reader.next()) {
          TokenEntry entry = reader.entry();
          if (partial[entry.source()] && trains(selection, entry)) {
            bins.merge(
                key(entry.source(), bin(selection.sample(entry))),
                new SourceTotals("", 1, entry.tokens() + 1L, entry.bytes()),
                SourceTotals::plus);
          }
        }
      }
      return bins.entrySet().stream().map(e -> new Tuple2<>(e.getKey(), e.getValue())).iterator();
    }
  }

  /** Finds one file's documents in the bin where their source's last epoch ends. */
  record CandidateFile(
      Broadcast<SerializableConfiguration> configuration, Selection selection, int[] lastBins)
      implements Serializable {
    Iterator<Tuple2<Integer, Cutoff.Candidate>> read(String file) throws IOException {
      List<Tuple2<Integer, Cutoff.Candidate>> found = new ArrayList<>();
      try (TokenFileReader reader = TokenFileReader.open(file, configuration.value().value())) {
        while (reader.next()) {
          TokenEntry entry = reader.entry();
          long drawn = selection.sample(entry);
          if (bin(drawn) == lastBins[entry.source()] && trains(selection, entry)) {
            found.add(
                new Tuple2<>(
                    entry.source(),
                    new Cutoff.Candidate(
                        Cutoff.behind(drawn, entry.id()), entry.tokens() + 1L, entry.bytes())));
          }
        }
      }
      return found.iterator();
    }
  }

  private static boolean trains(Selection selection, TokenEntry entry) {
    return !selection.ignores(entry) && !selection.isHeldOut(entry);
  }
}
