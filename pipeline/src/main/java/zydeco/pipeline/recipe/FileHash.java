package zydeco.pipeline.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** SHA-256 of files. */
public final class FileHash {
  private FileHash() {}

  /** SHA-256 of a local file, 64 hexadecimal digits. */
  public static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return sha256(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** SHA-256 of all that a stream still holds, 64 hexadecimal digits. */
  public static String sha256(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /**
   * {@code #sha256} where the value names an existing file beside the recipe, perhaps with a member
   * of it behind an exclamation mark, else nothing.
   */
  static String ofNamed(Settings settings, ScalarNode value) {
    String text = value.getValue();
    if (text.isBlank() || text.length() > 1000 || text.indexOf('*') >= 0) {
      return "";
    }
    try {
      int mark = text.indexOf('!');
      Path path = settings.resolve(mark > 0 ? text.substring(0, mark) : text);
      return Files.isRegularFile(path) ? "#" + sha256(path) : "";
    } catch (InvalidPathException e) {
      return "";
    }
  }
}
