package zydeco.classifiers;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import zydeco.pipeline.recipe.LocalFile;

/**
 * A file that a stage needs wherever it runs: a model, a tokenizer. It is opened by its path, so
 * executors must see the same path (one machine, a shared file system, or a copy put there), and
 * what they see must have the hash that the driver saw.
 *
 * @param path where the file is
 * @param sha256 64 hex digits
 */
public record ModelFile(String path, String sha256) implements Serializable {

  /** The file at a path, hashed now. Throws ModelException where it cannot be read. */
  public static ModelFile of(Path path) {
    MessageDigest digest = sha256Digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw unreadable(path.toString(), e);
    }
    return new ModelFile(path.toString(), HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * The whole file, at most 2 GiB. Throws ModelException where it cannot be read or is not the file
   * that was hashed.
   */
  public byte[] bytes() {
    try {
      byte[] bytes = Files.readAllBytes(LocalFile.here(path));
      String found = HexFormat.of().formatHex(sha256Digest().digest(bytes));
      if (!found.equals(sha256)) {
        throw changed(found);
      }
      return bytes;
    } catch (IOException | OutOfMemoryError e) {
      throw unreadable(path, e);
    }
  }

  /** Throws ModelException unless the file at the path still has this hash. */
  public void verify() {
    String found = of(LocalFile.here(path)).sha256;
    if (!found.equals(sha256)) {
      throw changed(found);
    }
  }

  private ModelException changed(String found) {
    return new ModelException(
        path,
        "its sha256 is " + found + ", not " + sha256,
        "Put the file there that the job was started with, on every machine.");
  }

  private static ModelException unreadable(String path, Throwable cause) {
    return new ModelException(
        path,
        "it cannot be read (" + cause + ")",
        "The file must be readable at this path on every machine of the job.",
        cause);
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
