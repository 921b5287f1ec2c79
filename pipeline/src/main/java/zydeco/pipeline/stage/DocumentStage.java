package zydeco.pipeline.stage;

import java.util.List;

/** A stage that judges, measures or changes one document at a time. */
public non-sealed interface DocumentStage extends Stage {

  /** The columns that its judge fills in. */
  default List<Column> writes() {
    return List.of();
  }

  /** The names of columns, written by earlier stages, that its judge looks at. */
  default List<String> reads() {
    return List.of();
  }

  /** Whether its columns belong beside the text in the documents table, as a model's scores do. */
  default boolean scores() {
    return false;
  }

  /**
   * Whether its judge may give a document another text; such stages run again when the text is read
   * again.
   */
  default boolean rewrites() {
    return false;
  }

  /**
   * Columns of labels among {@link #writes} that a decision filled in before its judge runs: what
   * {@link CorpusStage#remove} noted of a document. The judge reads them and leaves them alone.
   */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Columns of numbers that say how many bytes of a text a rewriting stage removed (negative:
   * added); all of them together are the difference in length.
   */
  default List<String> removedBytes() {
    return List.of();
  }

  /**
   * Whether its verdict follows from the measures alone and its judge never looks at the document
   * (which may then be null): such a verdict can be asked again without the text.
   */
  default boolean judgesMeasures() {
    return false;
  }

  /** Whether its judge keeps every document, leaves its text alone and only fills in columns. */
  default boolean onlyMeasures() {
    return false;
  }

  /**
   * Makes the working part for one task.
   *
   * @param columns every column of the pass, among them those of {@link #writes} and {@link #reads}
   */
  Judge open(Columns columns);

  @Override
  default List<DocumentStage> onDocuments() {
    return List.of(this);
  }
}
