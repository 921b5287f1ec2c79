package zydeco.pipeline.recipe;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import zydeco.pipeline.corpus.Compression;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Stage;

/**
 * A checked recipe: what a build does, with every default filled in.
 *
 * @param file where it was read
 * @param name the recipe's own name
 * @param seed decides every choice that is free
 * @param sources by rank, the best first
 * @param steps the stages in order
 * @param documents how the Parquet files of survivors are compressed, or null where none are
 *     written
 * @param shards how survivors are tokenised and packed, or null where they are not
 * @param near whether an index of the survivors is made for the command near
 * @param measures what the finished build keeps of what its corpus stages compared
 * @param fingerprint of the sources as the recipe states them, and the seed
 * @param outputFingerprint of the output and the name
 */
public record Recipe(
    String file,
    String name,
    long seed,
    List<Source> sources,
    List<Step> steps,
    Compression documents,
    ShardOutput shards,
    boolean near,
    Measures measures,
    String fingerprint,
    String outputFingerprint)
    implements Serializable {

  public Recipe {
    sources = List.copyOf(sources);
    steps = List.copyOf(steps);
  }

  /** The columns that stand beside the text in the documents table, such as {@code quality}. */
  public Set<String> scores() {
    Set<String> names = new LinkedHashSet<>();
    for (Step step : steps) {
      step.stage().onDocuments().stream()
          .filter(DocumentStage::scores)
          .flatMap(stage -> stage.writes().stream())
          .forEach(column -> names.add(column.name()));
    }
    return names;
  }

  /** The columns that say how many bytes of a text its stages removed. */
  public List<String> removedBytes() {
    return steps.stream()
        .flatMap(step -> step.stage().onDocuments().stream())
        .flatMap(stage -> stage.removedBytes().stream())
        .toList();
  }

  /**
   * A stage and the hash of its settings, files that they name included.
   *
   * @param stage what runs
   * @param fingerprint 32 hexadecimal digits
   */
  public record Step(Stage stage, String fingerprint) implements Serializable {}

  /** Of which documents a finished build keeps what its corpus stages compared. */
  public enum Measures {
    /** Of none. */
    NONE,
    /** Of those that reached the corpus stage. */
    REACHED,
    /** Also of those that a check had dropped before, which are measured for this alone. */
    ALL
  }
}
