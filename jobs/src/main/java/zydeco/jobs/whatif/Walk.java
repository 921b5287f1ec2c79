package zydeco.jobs.whatif;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/**
 * Sends documents through a build's stages again, with other checks. A step that a document passed
 * in the build it passes again, one that dropped it drops it again; what came behind the place
 * where it ended is unknown unless the build measured it all the same.
 *
 * <p>Used by one thread.
 */
final class Walk {
  private final Course before;
  private final Course after;
  private final Columns columns;
  private final Map<Integer, Decided> decided;
  private final List<List<Judge>> oldChecks;
  private final List<List<Judge>> newChecks;

  /** In the order of the steps, the slots of the columns that checks read of each. */
  private final int[][] slots;

  /** By gap and check, the steps whose columns it reads. */
  private final List<List<int[]>> needs = new ArrayList<>();

  Walk(Course before, Course after, Columns columns, Map<Integer, Decided> decided) {
    this.before = before;
    this.after = after;
    this.columns = columns;
    this.decided = decided;
    this.oldChecks = open(before);
    this.newChecks = open(after);
    this.slots =
        before.steps().stream()
            .map(step -> step.columns().stream().filter(columns::has).mapToInt(columns::slot))
            .map(java.util.stream.IntStream::toArray)
            .toArray(int[][]::new);
    Map<String, Integer> writer = new HashMap<>();
    for (int i = 0; i < before.steps().size(); i++) {
      for (String column : before.steps().get(i).columns()) {
        writer.put(column, i);
      }
    }
    for (List<DocumentStage> gap : after.gaps()) {
      needs.add(gap.stream().map(check -> needs(check, writer)).toList());
    }
  }

  private static int[] needs(DocumentStage check, Map<String, Integer> writer) {
    return check.reads().stream().mapToInt(writer::get).distinct().toArray();
  }

  private List<List<Judge>> open(Course course) {
    return course.gaps().stream()
        .map(gap -> gap.stream().map(check -> check.open(columns)).toList())
        .toList();
  }

  /**
   * Where a document ended in the build.
   *
   * @param passed steps that it passed
   * @param atStep whether the step behind those dropped it; else a check before that step did, or
   *     all steps are passed and it was kept
   */
  record End(int passed, boolean atStep) {

    /** Whether the document came to a step. */
    boolean reached(int step) {
      return passed > step || atStep && passed == step;
    }
  }

  /** Where a document ended in the build; it must have been readable. */
  End end(Row row) {
    int steps = before.steps().size();
    if (row.kept()) {
      return new End(steps, false);
    }
    if (!row.stage.equals(Step.CHECK)) {
      return new End(stepOf(row), true);
    }
    End share = null;
    for (int gap = 0; gap <= steps; gap++) {
      Reason reason = judged(oldChecks.get(gap), row);
      if (reason != null) {
        boolean here = reason.rule().equals(row.rule);
        if (here && (share == null || reason.bound().equals(row.bound))) {
          return new End(gap, false);
        }
        break;
      }
      if (share == null && gap < steps && before.steps().get(gap).keepsShareBy(row.rule)) {
        share = new End(gap, true);
      }
    }
    if (share == null) {
      throw contradiction(row);
    }
    return share;
  }

  /**
   * Of several steps of one name the one that wrote what the rule is called after; else that of the
   * number at the rule's end, or the first.
   */
  private int stepOf(Row row) {
    List<Integer> named = new ArrayList<>();
    for (int i = 0; i < before.steps().size(); i++) {
      Step step = before.steps().get(i);
      if (step.name().equals(row.stage)) {
        if (step.wroteOf(row.rule)) {
          return i;
        }
        named.add(i);
      }
    }
    int number = Reason.number(row.rule);
    if (named.isEmpty()) {
      throw contradiction(row);
    }
    return named.get(number <= named.size() ? number - 1 : 0);
  }

  private static BuildException contradiction(Row row) {
    return new BuildException(
        "Cannot answer: the build's ledger says that "
            + row.id
            + " was dropped by "
            + row.stage
            + ", "
            + row.rule
            + ", which does not follow from the recipe in its run.json and its signals. Run the"
            + " recipe again with --out there.");
  }

  private static Reason judged(List<Judge> checks, Row row) {
    for (Judge check : checks) {
      if (check.judge(null, row.measures) instanceof Verdict.Drop drop) {
        return drop.reason();
      }
    }
    return null;
  }

  /** What becomes of a document now. */
  Outcome now(Row row) {
    if (row.fate.equals("quarantined")) {
      return new Outcome.Unreadable();
    }
    End end = end(row);
    for (int step = 0; step <= before.steps().size(); step++) {
      Outcome ended = checks(step, row, end);
      if (ended == null && step < before.steps().size()) {
        ended = step(step, row, end);
      }
      if (ended != null) {
        return ended;
      }
    }
    return new Outcome.Kept();
  }

  /** Null where the checks of a gap let the document pass. */
  private Outcome checks(int gap, Row row, End end) {
    List<Judge> checks = newChecks.get(gap);
    for (int i = 0; i < checks.size(); i++) {
      for (int step : needs.get(gap).get(i)) {
        if (!measured(step, row, end)) {
          return new Outcome.Undecided(before.steps().get(step).name());
        }
      }
      if (checks.get(i).judge(null, row.measures) instanceof Verdict.Drop drop) {
        return new Outcome.Dropped(drop.reason());
      }
    }
    return null;
  }

  private boolean measured(int step, Row row, End end) {
    if (end.reached(step) || !before.steps().get(step).looksAt(row.source)) {
      return true;
    }
    for (int slot : slots[step]) {
      boolean label = columns.list().get(slot).type() == Column.Type.LABEL;
      if (label ? row.measures.label(slot) != null : !Double.isNaN(row.measures.number(slot))) {
        return true;
      }
    }
    return false;
  }

  /** Null where a step lets the document pass. */
  private Outcome step(int index, Row row, End end) {
    Step step = before.steps().get(index);
    if (step.comparesDocuments()) {
      return compared(index, step, row);
    }
    if (end.passed() > index || step.onlyMeasures() || !step.looksAt(row.source)) {
      return null;
    }
    return end.reached(index)
        ? new Outcome.Dropped(new Reason(row.stage, row.rule, row.value, row.bound))
        : new Outcome.Undecided(step.name());
  }

  private Outcome compared(int index, Step step, Row row) {
    Decided answer = decided.get(index);
    if (answer == null) {
      return new Outcome.Waiting(index);
    }
    if (answer.undecided().has(row.split, row.place)) {
      return new Outcome.Undecided(step.name());
    }
    if (!answer.removed().has(row.split, row.place)) {
      return null;
    }
    String[] newly = answer.newly().get(row.address());
    return new Outcome.Dropped(
        newly == null
            ? new Reason(row.stage, row.rule, row.value, row.bound)
            : new Reason(step.name(), newly[0], Double.NaN, newly[1]));
  }

  /** UTF-8 bytes of the text of a document that passed every step, as it would be written. */
  long bytesOut(Row row) {
    long bytes = row.bytes;
    for (Step step : before.steps()) {
      for (String column : step.removedBytes()) {
        double removed = row.measures.number(columns.slot(column));
        bytes -= Double.isNaN(removed) ? 0 : (long) removed;
      }
    }
    return bytes;
  }

  /** Tokens of a document that the build dropped, where it had counted them; else -1. */
  long tokens(Row row) {
    double counted =
        before.tokens() == null ? Double.NaN : row.measures.number(columns.slot(before.tokens()));
    return Double.isNaN(counted) ? -1 : (long) counted;
  }
}
