package zydeco.pipeline.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;

/**
 * Makes a trainer's shards of the survivors: the last pass over the text gives every kept document
 * to a sink, one a split; when all splits are through, the shards are packed from what the sinks
 * wrote.
 */
public interface ShardOutput extends Serializable {

  /** The folders' names under {@code shards/}, such as {@code megatron}. */
  List<String> formats();

  /** What the settings come to, in lines. */
  String plan();

  /**
   * What the sources could give, in lines: an estimate from texts as they come, before the stages
   * remove any. Throws BuildException where even that is too little for what is asked.
   */
  String estimate(List<SourceSample> sources);

  /**
   * Opens the sink of one split; nothing is at the path before its commit.
   *
   * @param columns what is measured of the documents that it will take
   */
  Sink open(String path, Columns columns) throws IOException;

  /**
   * Packs the shards into a folder.
   *
   * @param files what the committed sinks wrote, in order of splits
   * @param folder that gets a folder a format
   */
  Packed pack(SparkSession spark, List<String> files, String folder) throws IOException;

  /**
   * What was packed.
   *
   * @param text for people, in lines
   * @param manifest for the manifest
   */
  record Packed(String text, JsonNode manifest) {}

  /** Takes the kept documents of one split, in order. */
  interface Sink extends Closeable {

    /**
     * Tokenises and stores a document.
     *
     * @param id 16 bytes
     * @param content 16 bytes, the hash of the text
     * @param rank the rank of its source
     * @param measures what the stages found of it
     * @return its tokens, without end-of-text
     */
    int append(byte[] id, byte[] content, int rank, Measures measures, byte[] text)
        throws IOException;

    /** Makes the file appear, whole. */
    void commit() throws IOException;

    /** Drops what was not committed. */
    @Override
    void close() throws IOException;
  }
}
