package zydeco.tokenize.formats;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file system, without Hadoop's checksum files beside every local file: a file that is whole has
 * its final name, and its checksum is in what lists it.
 */
public record FileStore(FileSystem files) {

  public static FileStore of(Path path, Configuration configuration) throws IOException {
    FileSystem found = path.getFileSystem(configuration);
    return new FileStore(found instanceof LocalFileSystem local ? local.getRawFileSystem() : found);
  }

  /**
   * Begins a file. What goes wrong while it is written is an IOException that names it: Hadoop's
   * local disk throws an Error where it is full.
   *
   * @param path that is written to
   * @param named the name that the file will have
   */
  public OutputStream create(Path path, Path named) throws IOException {
    return new NamedOutput(files.create(path, true), named);
  }

  /** A file that is being written gets its name only when it is whole. */
  public void rename(Path aside, Path path) throws IOException {
    files.delete(path, false);
    if (!files.rename(aside, path)) {
      throw new IOException("cannot rename " + aside + " to " + path);
    }
  }

  /** Writes a small file aside and gives it its name. */
  public void write(Path path, byte[] content) throws IOException {
    Path aside = new Path(path.getParent(), "." + path.getName() + ".aside");
    try (OutputStream out = create(aside, path)) {
      out.write(content);
    }
    rename(aside, path);
  }

  /** The text of a small file, or null where there is none. */
  public String readOrNull(Path path) throws IOException {
    try (var in = files.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** Bytes of a file, or -1 where there is none. */
  public long length(Path path) throws IOException {
    try {
      FileStatus status = files.getFileStatus(path);
      return status.isFile() ? status.getLen() : -1;
    } catch (FileNotFoundException e) {
      return -1;
    }
  }

  private static final class NamedOutput extends FilterOutputStream {
    private final Path named;

    NamedOutput(OutputStream out, Path named) {
      super(out);
      this.named = named;
    }

    private interface Writing {
      void run() throws IOException;
    }

    private void naming(Writing writing) throws IOException {
      try {
        writing.run();
      } catch (FSError | IOException e) {
        Throwable cause = e instanceof FSError ? e.getCause() : e;
        String file =
            named.toUri().getScheme() == null ? named.toUri().getPath() : named.toString();
        throw new IOException("Cannot write " + file + ": " + cause.getMessage(), cause);
      }
    }

    @Override
    public void write(int b) throws IOException {
      naming(() -> out.write(b));
    }

    @Override
    public void write(byte[] from, int offset, int count) throws IOException {
      naming(() -> out.write(from, offset, count));
    }

    @Override
    public void flush() throws IOException {
      naming(out::flush);
    }

    @Override
    public void close() throws IOException {
      naming(out::close);
    }
  }
}
