package zydeco.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.near.NearIndex;
import zydeco.dedup.near.NearIndexWriter;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.recipe.FileHash;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.run.BuildFolder;

/** The index of a finished build's documents, in its folder {@code near}. */
final class NearBuild {
  private static final TableSchema DOCUMENT =
      TableSchema.builder().strings("id").wide().strings("text").wide().build();

  /** Lucene's advice to use another Java is nothing to a user; held, else it is forgotten. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  private final BuildFolder folder;
  private final Path index;
  private final String manifest;

  /**
   * The index of a build, made or not. Throws BuildException where no finished build lies there.
   */
  NearBuild(BuildFolder folder) throws IOException {
    LUCENE.setLevel(Level.SEVERE);
    this.folder = folder;
    folder.manifest();
    if (!folder.root().startsWith("/")) {
      throw new BuildException(
          "Cannot index "
              + folder.root()
              + ": an index is of a local folder. Copy the build here.");
    }
    this.index = Path.of(folder.path("near"));
    this.manifest = FileHash.sha256(Path.of(folder.path("manifest.json")));
  }

  /** The stage that says what near means: the recipe's first fuzzy-dedup, or null. */
  static FuzzyDedupStage stage(Recipe recipe) {
    return recipe.steps().stream()
        .map(Recipe.Step::stage)
        .filter(FuzzyDedupStage.class::isInstance)
        .map(FuzzyDedupStage.class::cast)
        .findFirst()
        .orElse(null);
  }

  boolean exists() throws IOException {
    return Files.isDirectory(index) && NearIndex.exists(index);
  }

  /** Whether the index stands, of this very build and with the stage's signatures. */
  boolean isCurrent(FuzzyDedupStage stage) throws IOException {
    if (!exists()) {
      return false;
    }
    try (NearIndex open = NearIndex.open(index)) {
      return fault(open, stage) == null;
    }
  }

  /** Makes the index anew. */
  void write(FuzzyDedupStage stage, boolean texts) throws IOException {
    List<String> files =
        folder.files().stream().filter(file -> file.startsWith("documents/source=")).toList();
    if (files.isEmpty()) {
      throw new BuildException(
          "Cannot index "
              + folder.root()
              + ": it holds no documents. Build with 'output: {documents: {format: parquet}}'.");
    }
    long begin = System.nanoTime();
    try (NearIndexWriter writer = new NearIndexWriter(index, stage, manifest, texts)) {
      files.parallelStream().forEach(file -> add(file, writer));
      writer.commit();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    try (NearIndex made = NearIndex.open(index)) {
      System.err.printf(
          "near: %,d documents indexed in %.1f s: %s%n",
          made.size(), (System.nanoTime() - begin) / 1e9, made.describe());
    }
  }

  private void add(String file, NearIndexWriter writer) {
    String source = file.substring("documents/source=".length(), file.lastIndexOf('/'));
    try (TableReader rows = TableReader.open(folder.storage(), folder.path(file), DOCUMENT)) {
      while (rows.next()) {
        writer.add(rows.text(0), source, rows.bytes(1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens the index.
   *
   * @param stage what its signatures must be; null: whatever they are
   */
  NearIndex open(FuzzyDedupStage stage) throws IOException {
    NearIndex open = NearIndex.open(index);
    String fault = fault(open, stage);
    if (fault != null) {
      open.close();
      throw new BuildException(
          "Cannot use the index " + index + ": " + fault + ". Make it anew with --rebuild.");
    }
    return open;
  }

  private String fault(NearIndex open, FuzzyDedupStage stage) {
    if (!open.build().equals(manifest)) {
      return "it was made of another build that lay there";
    }
    if (!open.isOfThisRelease()) {
      return "it was made by another release, whose signatures are not those of this one";
    }
    return stage != null && !open.isOf(stage)
        ? "it was made with other parameters: " + open.describe()
        : null;
  }
}
