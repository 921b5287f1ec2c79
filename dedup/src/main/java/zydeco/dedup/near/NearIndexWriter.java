package zydeco.dedup.near;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.Signature;

/**
 * Writes a {@link NearIndex}. It appears whole, by {@link #commit}, in place of any that was there
 * before. Safe for any number of threads.
 */
public final class NearIndexWriter implements Closeable {
  private static final double BUFFER_MIB = 64;

  private final FSDirectory directory;
  private final IndexWriter writer;
  private final Scheme scheme;
  private final boolean texts;
  private final ThreadLocal<MinHash> minHash;

  /**
   * Begins an index.
   *
   * @param folder made where it is missing
   * @param stage whose signatures it holds
   * @param build a name for the build whose documents they are
   * @param texts whether to store the texts too, for exact similarities
   */
  public NearIndexWriter(Path folder, FuzzyDedupStage stage, String build, boolean texts)
      throws IOException {
    this.scheme = stage.scheme();
    this.texts = texts;
    this.minHash = ThreadLocal.withInitial(scheme::open);
    this.directory = FSDirectory.open(folder);
    IndexWriterConfig config = new IndexWriterConfig();
    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    config.setCommitOnClose(false);
    config.setRAMBufferSizeMB(BUFFER_MIB);
    config.setCodec(new Lucene912Codec(Lucene912Codec.Mode.BEST_COMPRESSION));
    this.writer = new IndexWriter(directory, config);
    writer.setLiveCommitData(
        Map.of(
                NearIndex.SCHEME, scheme.toYaml(),
                NearIndex.SIGNATURES, scheme.describe(),
                NearIndex.BUILD, build)
            .entrySet());
  }

  /** Adds a document; one too short to be compared is counted and never found. */
  public void add(String id, String source, byte[] text) throws IOException {
    Document document = new Document();
    document.add(new StoredField(NearIndex.ID, id));
    document.add(new StoredField(NearIndex.SOURCE, source));
    Signature signature = minHash.get().signature(text);
    if (signature != null) {
      for (long key : scheme.banding().keys(signature)) {
        document.add(new StringField(NearIndex.BAND, NearIndex.term(key), Field.Store.NO));
      }
      document.add(
          new BinaryDocValuesField(NearIndex.SIGNATURE, new BytesRef(signature.toBytes())));
      if (texts) {
        document.add(new StoredField(NearIndex.TEXT, new String(text, StandardCharsets.UTF_8)));
      }
    }
    writer.addDocument(document);
  }

  /** Makes all that was added, and nothing else, the index. */
  public void commit() throws IOException {
    writer.commit();
  }

  /** Without a commit, leaves what was there before. */
  @Override
  public void close() throws IOException {
    writer.close();
    directory.close();
  }
}
