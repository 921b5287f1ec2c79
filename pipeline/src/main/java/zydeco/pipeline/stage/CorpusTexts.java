package zydeco.pipeline.stage;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads texts again while a corpus stage decides: of the documents that it asks for and of no
 * other, each file at most once, one text in memory at a time.
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
}
