package zydeco.pipeline.stage;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A stage that decides with knowledge of the whole corpus. While a document is at hand, {@link
 * #measure} takes from it the small columns that the decision needs; the few texts that it must see
 * when it decides it asks {@link CorpusTexts} for.
 */
public non-sealed interface CorpusStage extends Stage {

  /** Takes from each document what {@link #remove} needs. It keeps every document. */
  DocumentStage measure();

  /**
   * What gives the documents that stay another text, by what {@link #remove} noted of them, when
   * they are next read; null where the stage leaves texts as they are. Its {@link
   * DocumentStage#notes} is one column.
   */
  default DocumentStage rewrite() {
    return null;
  }

  @Override
  default List<DocumentStage> onDocuments() {
    return rewrite() == null ? List.of(measure()) : List.of(measure(), rewrite());
  }

  /**
   * Decides which documents go.
   *
   * @param documents one row a document still alive, with the columns
   *     <ul>
   *       <li>{@code doc} long: its address in this build; an identity only, never to be ordered by
   *       <li>{@code rank} int: the rank of its source, 0 the best
   *       <li>{@code source} string
   *       <li>{@code id} binary: 16 bytes, the document's id
   *       <li>{@code content} binary: 16 bytes, the hash of its text
   *       <li>{@code bytes} long: UTF-8 bytes of its text
   *       <li>and those that {@link #measure} writes or reads: double, string or binary
   *     </ul>
   *
   * @param texts reads texts of some of them again
   * @return one row a removed document: {@code doc} long, {@code survivor} binary (the id of the
   *     document kept in its stead, perhaps of an earlier build), {@code cluster} binary (the id of
   *     a member of this build that names the cluster), {@code similarity} double (estimated, 0 to
   *     1), {@code jaccard} double (exact, or null), {@code rule} string, {@code bound} string,
   *     {@code survivor_build} int (0, or the place from 1 on, among those that {@link
   *     #earlierBuilds} names, of the build that the survivor is of), and whatever else {@link
   *     #publish} needs. Where documents go for what they are and not for a copy, the rows have
   *     {@code doc}, {@code value} double, {@code rule} and {@code bound} alone. Where nobody goes
   *     and {@link #rewrite} is told what to do, they have {@code doc} and {@code note} string
   *     alone, a row a document that has a note. Rows whose {@code doc} is negative are not of this
   *     build and change nothing in it. The answer may depend on content, ids, ranks and measures
   *     alone: not on {@code doc}, partitions or order.
   */
  Dataset<Row> remove(Dataset<Row> documents, CorpusTexts texts);

  /** Folders of finished builds whose documents it compares this one's with; usually none. */
  default List<String> earlierBuilds() {
    return List.of();
  }

  /**
   * Leaves what the decision has to show besides its removals; usually nothing.
   *
   * @param documents as {@link #remove} got them
   * @param removed as it gave them, now written
   * @param texts as above
   * @param to where files go
   */
  default void publish(
      Dataset<Row> documents, Dataset<Row> removed, CorpusTexts texts, Publication to)
      throws IOException {}
}
