package zydeco.pipeline.corpus;

import java.io.IOException;

/** Bytes in the order of a file. */
interface ByteFeed {
  /** Reads into a buffer what comes next, one byte at least; -1 at the end. */
  int read(byte[] bytes, int offset, int length) throws IOException;
}
