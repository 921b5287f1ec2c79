package zydeco.jobs.whatif;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.run.BuildFolder;

/**
 * Asks a build what it would keep under other checks. The ledger and the signals answer for
 * everything that judges one document; stages that compare documents decide again where others come
 * to them, on the columns that the build kept of them. Texts are read again only for a
 * deduplication that verifies exactly.
 */
public final class WhatIf {
  private final BuildFolder folder;
  private final Supplier<Recipe> recipe;
  private final Supplier<SparkSession> spark;
  private final boolean all;
  private final Course before;
  private final Course after;
  private final Table table;
  private final List<String> notes = new ArrayList<>();
  private final Map<Integer, Decided> decided = new HashMap<>();

  /**
   * A question.
   *
   * @param folder of a finished build
   * @param old the recipe that made it
   * @param changed the recipe with other checks
   * @param recipe that made the build, with its files in place: asked for only where texts must be
   *     compared again
   * @param spark opened only where documents must be compared again
   */
  public WhatIf(
      BuildFolder folder,
      RecipeReader reader,
      Settings old,
      Settings changed,
      Supplier<Recipe> recipe,
      Supplier<SparkSession> spark)
      throws IOException {
    this.folder = folder;
    this.recipe = recipe;
    this.spark = spark;
    JsonNode stages = folder.manifest().path("stages");
    if (!stages.isArray()) {
      throw new BuildException(
          "Cannot answer from "
              + folder.root()
              + ": its manifest does not say what its stages wrote, so it is of an earlier Zydeco."
              + " Build it again.");
    }
    all = old.isMap("output") && "all".equals(old.map("output").textOrNull("measures"));
    before = Course.of(reader, old, stages);
    after = Course.of(reader, changed, stages);
    if (!before.differsInChecksOnly(after)) {
      throw before.more(after, changed.file().toString());
    }
    Set<String> columns = new LinkedHashSet<>(before.reads());
    columns.addAll(after.reads());
    before.steps().stream().flatMap(step -> step.removedBytes().stream()).forEach(columns::add);
    if (before.tokens() != null) {
      columns.add(before.tokens());
    }
    table = new Table(folder, columns, before.labels());
  }

  /**
   * The answer.
   *
   * @param samples documents shown of each group
   */
  public Answer answer(int samples) throws IOException {
    for (int step = 0; step < before.steps().size(); step++) {
      Step stage = before.steps().get(step);
      if (stage.comparesDocuments()) {
        Comparisons comparisons = new Comparisons(folder, before, recipe, spark, all, notes);
        Step now = after.steps().get(step);
        boolean same = !stage.name().equals(Step.CHECK) || stage.decision().equals(now.decision());
        decided.put(step, comparisons.decide(step, now, same, comers(step)));
      }
    }
    Tally tally = new Tally(samples);
    before.sources().forEach(tally.counts::source);
    Walk walk = walk();
    for (int split : table.splits()) {
      table.read(
          split,
          row -> {
            Outcome outcome = walk.now(row);
            if (outcome instanceof Outcome.Kept && !row.kept()) {
              row.bytesOut = walk.bytesOut(row);
              row.tokens = walk.tokens(row);
            }
            tally.add(row, outcome);
          });
    }
    return new Answer(folder.root(), before.sources(), before.tokenizer() != null, tally, notes);
  }

  private Walk walk() {
    return new Walk(before, after, table.columns(), decided);
  }

  private Comparisons.Comers comers(int step) throws IOException {
    Places then = Places.none();
    Places removed = Places.none();
    Places now = Places.none();
    Walk walk = walk();
    for (int split : table.splits()) {
      table.read(
          split,
          row -> {
            if (row.fate.equals("quarantined")) {
              return;
            }
            Walk.End end = walk.end(row);
            if (end.reached(step)) {
              then.add(split, row.place);
            }
            if (end.atStep() && end.passed() == step) {
              removed.add(split, row.place);
            }
            if (walk.now(row) instanceof Outcome.Waiting) {
              now.add(split, row.place);
            }
          });
    }
    return new Comparisons.Comers(then, removed, now);
  }
}
