package zydeco.pipeline.corpus;

import java.io.Serializable;
import java.util.List;

/**
 * What one task reads: consecutive slices of one source.
 *
 * @param index the place among the splits of a plan, from 0
 */
public record Split(int index, Source source, List<Slice> slices) implements Serializable {

  public Split {
    slices = List.copyOf(slices);
  }
}
