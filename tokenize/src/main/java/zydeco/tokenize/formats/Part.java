package zydeco.tokenize.formats;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.security.MessageDigest;

/**
 * A file of a shard.
 *
 * @param format whose file it is, by its word
 * @param name below the format's folder, such as {@code train-00000.bin}
 * @param bytes its size
 * @param sha256 64 hexadecimal digits
 */
public record Part(String format, String name, long bytes, @JsonProperty("sha256") String sha256)
    implements Serializable {

  /** Of a small file's content. */
  public static Part of(String format, String name, byte[] content) {
    MessageDigest digest = HashedFile.sha256();
    digest.update(content);
    return new Part(format, name, content.length, HashedFile.hex(digest));
  }
}
