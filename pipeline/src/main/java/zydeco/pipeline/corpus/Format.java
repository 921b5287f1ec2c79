package zydeco.pipeline.corpus;

import java.util.Locale;

/** How the bytes of an input file are laid out. */
public enum Format {
  /** Apache Parquet: one row a document. */
  PARQUET,
  /**
   * JSON objects, one a line ({@code \n}), or in a {@code .json} file the elements of one array;
   * plain or compressed by a {@link Codec}.
   */
  JSONL,
  /** The whole file is one document, plain or compressed by a {@link Codec}. */
  TEXT,
  /** WARC response (HTML) and WET conversion (text) records, plain or compressed by one. */
  WARC;

  /** The format that a file name's ending stands for, a codec's ending aside; else null. */
  static Format ofName(String name) {
    String bare = Codec.bare(name).toLowerCase(Locale.ROOT);
    return switch (bare.substring(bare.lastIndexOf('.') + 1)) {
      case "parquet" -> PARQUET;
      case "jsonl", "json", "ndjson" -> JSONL;
      case "txt", "text", "md", "rst" -> TEXT;
      case "warc", "wet" -> WARC;
      default -> null;
    };
  }

  /** The format's name in a recipe; null where the word names none. */
  static Format ofRecipe(String word) {
    for (Format format : values()) {
      if (format.recipeName().equals(word)) {
        return format;
      }
    }
    return null;
  }

  String recipeName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
