package zydeco.tokenize.shards;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import zydeco.tokenize.mixture.Curriculum;
import zydeco.tokenize.mixture.Cutoff;
import zydeco.tokenize.mixture.MixtureException;
import zydeco.tokenize.mixture.SourceShare;
import zydeco.tokenize.mixture.SourceTotals;

/** Reads the lengths in token files and decides which documents are in which phase. */
final class Planner {
  private final JavaRDD<String> files;
  private final Broadcast<SerializableConfiguration> configuration;
  private final ShardSettings settings;
  private final int sources;
  private final int pools;

  /**
   * What a phase will be.
   *
   * @param shares of the pools
   * @param replay tokens asked for again
   * @param copies planned, with one end-of-text each, by pool and (last) replay
   */
  record Planned(
      TrainingPhase phase,
      Survey survey,
      List<SourceShare> shares,
      long replay,
      Selection selection,
      Cells copies) {}

  Planner(
      JavaRDD<String> files,
      Broadcast<SerializableConfiguration> configuration,
      ShardSettings settings,
      int sources) {
    this.files = files;
    this.configuration = configuration;
    this.settings = settings;
    this.sources = sources;
    this.pools = settings.pools().size();
  }

  /** A plan a phase. Throws MixtureException where the corpus cannot give one of them. */
  List<Planned> plan() {
    Selection at = Selection.of(settings);
    String tokenizer = settings.tokenizer().sha256();
    Survey survey =
        files
            .map(new Survey.File(configuration, at, pools, sources, tokenizer)::read)
            .treeReduce(Survey::plus, 2);
    List<SourceTotals> held = survey.train().pools(settings.pools().names());
    long[] given = new long[pools];
    List<Planned> plans = new ArrayList<>();
    for (TrainingPhase phase : settings.phases()) {
      List<SourceShare> shares = shares(phase, held, given);
      at = fresh(at, plans.size(), shares);
      for (int pool = 0; pool < pools; pool++) {
        given[pool] += shares.get(pool).target();
      }
      long replay = phase.replayed(shares.stream().mapToLong(SourceShare::target).sum());
      Selection whole = replay == 0 ? at : replaying(at, plans.size(), plans.get(0), replay);
      plans.add(tallied(phase, survey, shares, replay, whole));
    }
    return plans;
  }

  private List<SourceShare> shares(TrainingPhase phase, List<SourceTotals> held, long[] given) {
    try {
      return phase.mixture().withBudget(phase.freshBudget()).plan(held, given);
    } catch (MixtureException e) {
      throw new MixtureException(phase.title() + e.getMessage());
    }
  }

  /** The lines of pools: each document stands in its own. */
  private record PoolLines(Selection selection) implements CutoffSearch.Lines {
    @Override
    public void each(TokenEntry entry, CutoffSearch.Draws draws) {
      if (selection.trains(entry)) {
        draws.take(entry.pool(), selection.sample(entry));
      }
    }
  }

  private Selection fresh(Selection before, int number, List<SourceShare> shares) {
    long[] rests = shares.stream().mapToLong(share -> share.end().rest()).toArray();
    Cutoff[] cutoffs = new CutoffSearch(files, configuration).find(new PoolLines(before), rests);
    Selection.Take[] ends = new Selection.Take[pools];
    for (int pool = 0; pool < pools; pool++) {
      ends[pool] = new Selection.Take(shares.get(pool).end().whole(), cutoffs[pool]);
    }
    return before.next(number, ends);
  }

  /** The line of replay: every copy that the first phase took. */
  private record ReplayLine(Selection first, int number) implements CutoffSearch.Lines {
    @Override
    public void each(TokenEntry entry, CutoffSearch.Draws draws) {
      if (first.trains(entry)) {
        first.fresh(entry, epoch -> draws.take(0, first.replay(entry, number, epoch)));
      }
    }
  }

  private Selection replaying(Selection phase, int number, Planned first, long tokens) {
    long held = first.copies().total().tokens();
    double cap = first.phase().mixture().cap();
    if (tokens > held * cap) {
      throw new MixtureException(
          String.format(
              Locale.ROOT,
              "%sCannot replay %,d tokens: the first phase has %,d: %.2f times, above the cap of"
                  + " %s. Give fewer 'tokens', a lower 'replay', or raise 'epochs-cap'.",
              settings.phases().get(number).title(),
              tokens,
              held,
              (double) tokens / held,
              cap));
    }
    Selection from = first.selection();
    Cutoff cutoff =
        new CutoffSearch(files, configuration)
            .find(new ReplayLine(from, number), new long[] {tokens % held})[0];
    return phase.replaying(from, new Selection.Take(Math.toIntExact(tokens / held), cutoff));
  }

  /** Why a phase takes no document. */
  private static String nothing(long budget) {
    return budget == 0
        ? "Cannot fill the phase: earlier phases have taken every document once. Give it 'tokens',"
            + " or less to them."
        : String.format(
            Locale.ROOT,
            "Cannot fill %,d tokens: no document is as short. Give more 'tokens'.",
            budget);
  }

  private Planned tallied(
      TrainingPhase phase,
      Survey survey,
      List<SourceShare> shares,
      long replay,
      Selection selection) {
    boolean byScore = phase.curriculum() > 0;
    Tally tally =
        files
            .map(new Tally.File(configuration, selection, pools + 1, sources, byScore)::read)
            .treeReduce(Tally::plus, 2);
    if (tally.copies().total().documents() == 0) {
      throw new MixtureException(phase.title() + nothing(phase.mixture().budget()));
    }
    Selection ordered =
        byScore ? selection.ordered(new Curriculum(phase.curriculum(), tally.scores())) : selection;
    return new Planned(phase, survey, shares, replay, ordered, tally.copies());
  }
}
