package zydeco.pipeline.run;

import java.io.Serializable;
import java.util.List;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;

/**
 * What gave documents the text that a phase saw.
 *
 * @param stages those up to the phase's end that give documents another text, in order
 * @param columns of the phase
 */
record Rewriting(List<DocumentStage> stages, Columns columns) implements Serializable {
  Rewriting {
    stages = List.copyOf(stages);
  }

  /** The columns of what decisions noted for its stages. */
  List<Column> notes() {
    return stages.stream().flatMap(stage -> stage.notes().stream()).map(Column::label).toList();
  }

  /** Of the phase of a number. */
  static Rewriting of(List<Phase> phases, int number) {
    return new Rewriting(
        phases.subList(0, number + 1).stream()
            .flatMap(phase -> phase.stages().stream())
            .filter(DocumentStage::rewrites)
            .toList(),
        phases.get(number).columns());
  }
}
