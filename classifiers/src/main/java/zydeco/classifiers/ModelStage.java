package zydeco.classifiers;

import java.util.List;
import zydeco.pipeline.stage.DocumentStage;

/**
 * A stage that judges with trained models. The files travel beside it and by hash; each JVM loads a
 * model once and its tasks share it.
 */
public interface ModelStage extends DocumentStage {

  /** Every file that decides what comes out: models, tokenizers, cards. */
  List<ModelFile> files();

  @Override
  default List<String> localFiles() {
    return files().stream().map(ModelFile::path).toList();
  }

  /**
   * Loads the models and judges one tiny text with them, on the machine that starts the job. Throws
   * RecipeException, with file and line of the recipe, where a model cannot do its work.
   */
  void check();
}
