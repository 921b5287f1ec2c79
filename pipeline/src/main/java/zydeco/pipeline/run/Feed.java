package zydeco.pipeline.run;

import java.io.Closeable;
import java.io.IOException;

/** The rows of one split in order, with text where they are alive. */
interface Feed extends Closeable {

  /** Fills in the next row; false at the end. */
  boolean next(Entry entry) throws IOException;
}
