package zydeco.pipeline.run;

import java.io.Closeable;
import java.io.IOException;

/** Takes every row of one split in order. */
interface Sink extends Closeable {

  void write(Entry entry) throws IOException;

  /** Makes what was written appear, whole. */
  void commit() throws IOException;
}
