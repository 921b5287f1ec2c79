package zydeco.pipeline.corpus;

import zydeco.pipeline.document.Document;

/** What a row of input gave. */
public sealed interface Intake {

  /**
   * A document.
   *
   * @param row the row's number in the file, from 0
   */
  record Good(long row, Document document) implements Intake {}

  /**
   * A row that gives no document, and goes to the quarantine.
   *
   * @param row the row's number in the file, from 0; -1 where the whole file is meant
   * @param offset the byte, in the decompressed file, where the fault is; -1 where a row has no
   *     such place (Parquet)
   * @param cause what is wrong with it
   * @param bytes the row's size as it stands in the decompressed file; of a Parquet row the text's
   */
  record Bad(long row, long offset, String cause, long bytes) implements Intake {}
}
