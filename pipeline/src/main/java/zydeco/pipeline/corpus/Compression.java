package zydeco.pipeline.corpus;

import java.io.Serializable;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * How the pages of a Parquet file are compressed.
 *
 * @param codec one of Parquet's
 * @param level zstd's, from 1 (fast) to 22 (small); other codecs have none
 */
public record Compression(CompressionCodecName codec, int level) implements Serializable {
  /** That of every table but the documents', which a recipe may choose. */
  static final Compression OF_TABLES = of("zstd", 3);

  /**
   * By a recipe's word.
   *
   * @param name zstd, snappy or none: codecs that a library of ours brings, whatever the machine
   */
  public static Compression of(String name, int level) {
    return new Compression(
        switch (name) {
          case "zstd" -> CompressionCodecName.ZSTD;
          case "snappy" -> CompressionCodecName.SNAPPY;
          case "none" -> CompressionCodecName.UNCOMPRESSED;
          default -> throw new IllegalArgumentException(name);
        },
        level);
  }

  Map<String, String> configuration() {
    return Map.of("parquet.compression.codec.zstd.level", Integer.toString(level));
  }
}
