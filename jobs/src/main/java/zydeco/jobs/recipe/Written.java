package zydeco.jobs.recipe;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The columns that the stages of a recipe write, up to one of them.
 *
 * @param numbers columns of numbers
 * @param labels columns of words
 * @param scores those of numbers that only documents have that were asked
 */
public record Written(Set<String> numbers, Set<String> labels, Set<String> scores) {

  /** Nothing yet. */
  public Written() {
    this(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
  }

  /** Adds what a stage writes. */
  public void add(
      Collection<String> moreNumbers, Collection<String> moreLabels, boolean areScores) {
    numbers.addAll(moreNumbers);
    labels.addAll(moreLabels);
    if (areScores) {
      scores.addAll(moreNumbers);
    }
  }
}
