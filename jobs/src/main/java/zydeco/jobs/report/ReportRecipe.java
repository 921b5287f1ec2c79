package zydeco.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import zydeco.pipeline.stage.Bound;
import zydeco.pipeline.stage.Reason;

/**
 * What the report must know of the recipe.
 *
 * @param name the recipe's own name
 * @param fingerprint names the build: equal for equal inputs, settings and code
 * @param sources names by rank, the best first
 * @param steps the stages in order
 * @param banding of the fuzzy deduplication, or null where there is none
 */
public record ReportRecipe(
    String name, String fingerprint, List<String> sources, List<Step> steps, Banding banding) {

  public ReportRecipe {
    sources = List.copyOf(sources);
    steps = List.copyOf(steps);
  }

  /**
   * A stage.
   *
   * @param stage what the ledger's column {@code stage} says
   * @param rules those of its rules that bound a signal, whether or not they removed anything
   */
  public record Step(String stage, List<SignalRule> rules) {
    public Step {
      rules = List.copyOf(rules);
    }
  }

  /**
   * A rule that bounds a signal.
   *
   * @param rule what the ledger's column {@code rule} says
   * @param signal a column of the signals table
   * @param bound what is allowed
   */
  public record SignalRule(String rule, String signal, Bound bound) {}

  /** How signatures are cut into bands: a pair is found where all rows of any band agree. */
  public record Banding(int bands, int rows) {

    /** The probability that a pair of that similarity is found: 1 - (1 - s^rows)^bands. */
    double probabilityAt(double similarity) {
      return 1 - Math.pow(1 - Math.pow(similarity, rows), bands);
    }

    /** Where the curve is steepest, about: (1/bands)^(1/rows). */
    double threshold() {
      return Math.pow(1.0 / bands, 1.0 / rows);
    }
  }

  /**
   * The same without {@code ingest}, which every recipe begins with, and with the stages at its end
   * that removed documents but that it does not know.
   */
  ReportRecipe withStagesOf(Fates fates) {
    List<Step> all = new ArrayList<>(steps);
    all.removeIf(step -> step.stage().equals("ingest"));
    fates.groups().stream()
        .filter(group -> group.is("dropped"))
        .map(Fates.Group::stage)
        .distinct()
        .sorted()
        .filter(stage -> all.stream().noneMatch(step -> step.stage().equals(stage)))
        .toList()
        .forEach(stage -> all.add(new Step(stage, List.of())));
    return new ReportRecipe(name, fingerprint, sources, all, banding);
  }

  /**
   * The place, from 0, of the step that removed by this rule: the one that has the rule; else, of a
   * rule that ends with a number in brackets, that one of the stage; else its first. Throws
   * NoSuchElementException where no step is of that stage.
   */
  int stepOf(String stage, String rule) {
    int left = Reason.number(rule) - 1;
    int ofStage = -1;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).stage().equals(stage)) {
        ofStage = ofStage < 0 || left-- > 0 ? i : ofStage;
        if (steps.get(i).rules().stream().anyMatch(known -> known.rule().equals(rule))) {
          return i;
        }
      }
    }
    if (ofStage < 0) {
      throw new NoSuchElementException("no step is of the stage " + stage);
    }
    return ofStage;
  }

  /** A step's name, told apart from earlier ones of the same stage by its number. */
  String label(int step) {
    String stage = steps.get(step).stage();
    long before = steps.subList(0, step).stream().filter(s -> s.stage().equals(stage)).count();
    return before == 0 ? stage : stage + " (" + (before + 1) + ")";
  }
}
