package zydeco.pipeline.recipe;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a trainer's shards of the survivors: the last pass over the text gives every kept document
 * to a sink, one a split; when all splits are through, the shards are packed from what the sinks
 * wrote.
 */
public interface ShardOutput extends Serializable {

  /** The folder's name under {@code shards/}, such as {@code megatron}. */
  String format();

  /** What the settings come to, in lines. */
  String plan();

  /** Opens the sink of one split; nothing is at the path before its commit. */
  Sink open(String path) throws IOException;

  /**
   * Packs the shards into a folder.
   *
   * @param files what the committed sinks wrote, in order of splits
   */
  void pack(SparkSession spark, List<String> files, String folder) throws IOException;

  /** Takes the kept documents of one split, in order. */
  interface Sink extends Closeable {

    /**
     * Tokenises and stores a document.
     *
     * @param id 16 bytes
     * @param content 16 bytes, the hash of the text
     * @param rank the rank of its source
     * @return its tokens, without end-of-text
     */
    int append(byte[] id, byte[] content, int rank, byte[] text) throws IOException;

    /** Makes the file appear, whole. */
    void commit() throws IOException;

    /** Drops what was not committed. */
    @Override
    void close() throws IOException;
  }
}
