package zydeco.pipeline.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.text.Hash128;

/**
 * One pass over the text and the decisions that follow it: the document stages run together in one
 * iterator, take with them what the corpus stages need, and those decide on small columns alone.
 * The last phase decides nothing and writes the output.
 *
 * @param index 0 for the first pass over the text
 * @param stages run on each document, the measuring parts of the decisions included
 * @param decisions in order
 * @param shadows places among the stages of those that measure documents dropped by a check, too
 * @param columns every column known once this pass is through, those of earlier phases first
 * @param fingerprint of all that decides this phase's result
 */
public record Phase(
    int index,
    List<DocumentStage> stages,
    List<CorpusStage> decisions,
    Set<Integer> shadows,
    Columns columns,
    String fingerprint)
    implements java.io.Serializable {

  public Phase {
    stages = List.copyOf(stages);
    decisions = List.copyOf(decisions);
    shadows = Set.copyOf(shadows);
  }

  /**
   * The phases of a recipe: a new one begins at each document stage that follows a corpus stage,
   * and behind a corpus stage that gives documents another text.
   */
  public static List<Phase> of(Recipe recipe) {
    return new Maker(recipe).phases();
  }

  /** Collects the stages of one phase after the other. */
  private static final class Maker {
    private final Recipe recipe;
    private final List<Phase> phases = new ArrayList<>();
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<DocumentStage> stages = new ArrayList<>();
    private final List<CorpusStage> decisions = new ArrayList<>();
    private final Set<Integer> shadows = new TreeSet<>();
    private DocumentStage rewriting;
    private String fingerprint;

    Maker(Recipe recipe) {
      this.recipe = recipe;
      this.fingerprint = recipe.fingerprint();
    }

    List<Phase> phases() {
      for (Recipe.Step step : recipe.steps()) {
        if (step.stage() instanceof DocumentStage stage) {
          if (!decisions.isEmpty()) {
            end();
          }
          add(stage, stage.onlyMeasures());
        } else if (step.stage() instanceof CorpusStage stage) {
          if (rewriting != null) {
            end();
          }
          add(stage.measure(), true);
          decisions.add(stage);
          rewriting = stage.rewrite();
        }
        fingerprint = Hash128.ofParts(fingerprint, step.fingerprint()).toString();
      }
      if (!decisions.isEmpty()) {
        end();
      }
      fingerprint = Hash128.ofParts(fingerprint, recipe.outputFingerprint()).toString();
      shadows.clear();
      end();
      return List.copyOf(phases);
    }

    private void end() {
      Columns known = new Columns(List.copyOf(columns.values()));
      phases.add(new Phase(phases.size(), stages, decisions, shadows, known, fingerprint));
      stages.clear();
      decisions.clear();
      shadows.clear();
      if (rewriting != null) {
        add(rewriting, false);
        rewriting = null;
      }
    }

    private void add(DocumentStage stage, boolean onlyMeasures) {
      if (onlyMeasures && recipe.measures() == Recipe.Measures.ALL) {
        shadows.add(stages.size());
      }
      stages.add(stage);
      for (Column column : stage.writes()) {
        if (columns.putIfAbsent(column.name(), column) != null) {
          throw new IllegalStateException("two stages write the column " + column.name());
        }
      }
    }
  }

  /** Whether this phase ends the build. */
  public boolean isLast() {
    return decisions.isEmpty();
  }

  /** A name for progress and folders, such as {@code measure-0} or {@code write}. */
  public String name() {
    return isLast() ? "write" : "measure-" + index;
  }
}
