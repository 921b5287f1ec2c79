package zydeco.tokenize.shards;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** The local disk under another scheme; it is full whenever a certain file is to be written. */
public final class FullDisk extends RawLocalFileSystem {
  static final String SCHEME = "fulldisk";
  static volatile String refused = "";

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out = super.create(path, overwrite, buffer, replication, block, progress);
    if (refused.isEmpty() || !path.getName().contains(refused)) {
      return out;
    }
    return new FSDataOutputStream(out, null) {
      @Override
      public void write(byte[] from, int offset, int count) throws IOException {
        throw new IOException("No space left on device");
      }
    };
  }
}
