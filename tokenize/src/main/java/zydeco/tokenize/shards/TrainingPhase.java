package zydeco.tokenize.shards;

import java.io.Serializable;
import zydeco.tokenize.mixture.Mixture;

/**
 * A part of a training run with a mixture of its own.
 *
 * @param name of its folder; null where the recipe states no phases
 * @param mixture how much of which pool, replay apart; its budget is of the whole phase
 * @param replay share of the phase's tokens that repeats copies of the first phase, 0 to 0.95
 * @param curriculum 0: in random order, to 1: in order of score
 */
public record TrainingPhase(String name, Mixture mixture, double replay, double curriculum)
    implements Serializable {

  /** Tokens that are not replayed; 0 where the phase has no budget. */
  long freshBudget() {
    return mixture.budget() == 0 ? 0 : Math.max(1, Math.round(mixture.budget() * (1 - replay)));
  }

  /** Tokens that are, beside so many that are not. */
  long replayed(long fresh) {
    return replay == 0 ? 0 : Math.round(fresh * replay / (1 - replay));
  }

  /** As a heading: the name, or nothing. */
  String title() {
    return name == null ? "" : name + ": ";
  }
}
