package zydeco.tokenize.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import org.apache.hadoop.fs.Path;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableWriter;

/** A Parquet file of a shard. */
final class TableFile implements AutoCloseable {
  private final FileStore store;
  private final Path path;
  private final String format;
  private final String name;
  private final TableWriter rows;

  TableFile(ShardTarget target, String format, TableSchema schema) throws IOException {
    this.format = format;
    name = target.name() + ".parquet";
    path = new Path(target.folder(), name);
    store = FileStore.of(path, target.configuration());
    rows = TableWriter.create(Storage.of(target.configuration()), path.toString(), schema);
  }

  TableWriter rows() {
    return rows;
  }

  Part commit() throws IOException {
    rows.commit();
    try (InputStream in = store.files().open(path);
        DigestInputStream digest = new DigestInputStream(in, HashedFile.sha256())) {
      digest.transferTo(OutputStream.nullOutputStream());
      String hash = HashedFile.hex(digest.getMessageDigest());
      return new Part(format, name, store.length(path), hash);
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
