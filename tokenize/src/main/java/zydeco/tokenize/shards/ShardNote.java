package zydeco.tokenize.shards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** That a shard is whole, and for which plan. */
record ShardNote(String fingerprint, ShardFile shard) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  void write(Storage storage, Path path) throws IOException {
    storage.write(path, JSON.writeValueAsBytes(this));
  }

  /** Null where there is none, or none that this version wrote. */
  static ShardNote readOrNull(Storage storage, Path path) throws IOException {
    String text = storage.readOrNull(path);
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
