package zydeco.pipeline.run;

import java.io.IOException;
import java.io.Serializable;
import zydeco.pipeline.corpus.Split;

/** Opens a split's sink in a task. */
interface Sinks extends Serializable {
  Sink open(Split split) throws IOException;
}
