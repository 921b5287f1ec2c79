package zydeco.tokenize.shards;

import java.io.Serializable;
import java.util.List;
import zydeco.tokenize.formats.Part;

/**
 * What one shard holds.
 *
 * @param name such as {@code train-00000}
 * @param set {@code train} or {@code held-out}
 * @param source whose documents are held out, or null
 * @param sequences of the recipe's length
 * @param padding tokens of padding
 * @param cut copies of documents that stand in more than one piece
 * @param cutByConcatenation copies that concatenation would have cut
 * @param copies of documents, their tokens with end-of-text, their bytes
 * @param parts the files, of every format
 */
record ShardFile(
    String name,
    String set,
    String source,
    long sequences,
    long padding,
    long cut,
    long cutByConcatenation,
    Cells copies,
    List<Part> parts)
    implements Serializable {

  /** The files of one format. */
  List<Part> parts(String format) {
    return parts.stream().filter(part -> part.format().equals(format)).toList();
  }
}
