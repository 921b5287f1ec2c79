package zydeco.pipeline.recipe;

import java.util.List;

/**
 * A source as it comes, from a part of it.
 *
 * @param name its name
 * @param documents how many it has, about
 * @param bytes of their UTF-8 texts, about
 * @param error of both, relative to them, one standard deviation; NaN where too little was read to
 *     say, and documents and bytes are then what was read
 * @param texts some of them, chosen by hash
 */
public record SourceSample(
    String name, double documents, double bytes, double error, List<byte[]> texts) {
  public SourceSample {
    texts = List.copyOf(texts);
  }
}
