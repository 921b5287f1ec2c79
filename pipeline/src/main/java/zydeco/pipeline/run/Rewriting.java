package zydeco.pipeline.run;

import java.io.Serializable;
import java.util.List;
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
}
