package zydeco.pipeline.stage;

import java.io.IOException;
import java.io.Serializable;
import zydeco.pipeline.corpus.Storage;

/**
 * Where a corpus stage leaves files that are to be part of the build. They appear in the build's
 * folder under the same relative names once the build is finished, and its manifest lists them, so
 * their names and bytes may depend on content alone.
 *
 * @param storage reaches the folder
 * @param folder a path or URI
 */
public record Publication(Storage storage, String folder) implements Serializable {

  /** The location of a file, such as {@code measured/fuzzy-dedup.json}. */
  public String path(String relative) {
    return folder + "/" + relative;
  }

  /** Writes a small file. */
  public void write(String relative, byte[] bytes) throws IOException {
    storage.write(path(relative), bytes);
  }
}
