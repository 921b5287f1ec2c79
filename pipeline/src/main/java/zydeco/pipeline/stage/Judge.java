package zydeco.pipeline.stage;

import zydeco.pipeline.document.Document;

/**
 * The working part of a document stage: owned by one task, used by one thread, may keep buffers. It
 * must give the same answer for the same document whatever it saw before.
 */
public interface Judge extends AutoCloseable {

  /**
   * Judges a document.
   *
   * @param document as the stage before left it
   * @param measures the document's measures so far; the judge fills in its stage's own columns
   */
  Verdict judge(Document document, Measures measures);

  @Override
  default void close() {}
}
