package zydeco.pipeline.stage;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a corpus stage may ask for while it decides. It reads texts again: of the documents that are
 * asked for and of no other, each file at most once, one text in memory at a time.
 */
public interface CorpusTexts {

  /**
   * The same rows with their text.
   *
   * @param rows any columns, among them {@code doc} long: the address of a document of this build
   *     that is still alive; each at most once
   * @return those rows with {@code text} binary as their last column: UTF-8, as {@link
   *     CorpusStage#measure} saw it. The order is not that of the rows given.
   */
  Dataset<Row> of(Dataset<Row> rows);

  /** What the corpus stages before this one answered, in the recipe's order. */
  default List<Answer> before() {
    return List.of();
  }

  /**
   * What a stage decided.
   *
   * @param removed the whole of its {@link CorpusStage#remove}, also rows of no document here
   */
  record Answer(CorpusStage stage, Dataset<Row> removed) {}
}
