package zydeco.tokenize.shards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import zydeco.tokenize.formats.FileStore;

/** That a shard is whole, and for which plan. */
record ShardNote(String fingerprint, ShardFile shard) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  void write(FileStore store, Path path) throws IOException {
    store.write(path, JSON.writeValueAsBytes(this));
  }

  /** Null where there is none, or none that this version wrote. */
  static ShardNote readOrNull(FileStore store, Path path) throws IOException {
    String text = store.readOrNull(path);
    if (text == null) {
      return null;
    }
    try {
      ShardNote note = JSON.readValue(text, ShardNote.class);
      return note.fingerprint == null || note.shard == null ? null : note;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
