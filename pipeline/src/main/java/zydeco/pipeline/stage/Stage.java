package zydeco.pipeline.stage;

import java.io.Serializable;
import java.util.List;

/**
 * A step of a recipe. It looks at one document at a time, or at the whole corpus. Stages are
 * immutable and travel to executors; what owns buffers or sessions is made there, by {@link
 * DocumentStage#open}.
 */
public sealed interface Stage extends Serializable permits DocumentStage, CorpusStage {

  /**
   * The recipe's key for this stage, such as {@code check}; what the ledger's column {@code stage}
   * says.
   */
  String name();

  /**
   * What its settings come to (thresholds, expected recall, memory), in lines; empty where they
   * speak for themselves.
   */
  default String plan() {
    return "";
  }

  /**
   * The files, by their paths on the machine that starts the job, that its judge opens through
   * {@link zydeco.pipeline.recipe.LocalFile} wherever it runs; they are sent along.
   */
  default List<String> localFiles() {
    return List.of();
  }

  /**
   * What its settings name besides files of their own, such as the content of a folder or of files
   * found by a pattern: equal where a build may be reused; empty where its settings say all.
   */
  default String inputs() {
    return "";
  }

  /** What of it looks at one document at a time, in the order in which it does. */
  List<DocumentStage> onDocuments();
}
