package zydeco.pipeline.run;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import zydeco.pipeline.corpus.CorruptFileException;
import zydeco.pipeline.corpus.Split;

/** Opens a split's feed in a task. */
interface Feeds extends Serializable {

  /**
   * Opens the rows of a split.
   *
   * @param corrupt files of the split known to be corrupt, by name: each has one quarantined row
   */
  Feed open(Split split, Map<String, CorruptFileException> corrupt) throws IOException;
}
