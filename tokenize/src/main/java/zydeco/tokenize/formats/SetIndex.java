package zydeco.tokenize.formats;

import java.util.List;

/** A file that lists the shards of one set, written when all of them stand. */
public interface SetIndex {

  /** A shard: its file, and how many sequences it holds. */
  record Shard(Part part, long sequences) {}

  /** The file's name in the set's folder. */
  String name();

  /**
   * The file's content.
   *
   * @param sequence tokens of a sequence
   */
  byte[] content(List<Shard> shards, TokenType type, int sequence);
}
