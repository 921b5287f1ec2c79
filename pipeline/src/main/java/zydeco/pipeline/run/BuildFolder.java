package zydeco.pipeline.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zydeco.pipeline.corpus.Storage;

/**
 * The folder of one build. The contract's folders hold what users read; {@code .build} holds what
 * an unfinished build needs to resume, and is gone once the manifest stands.
 *
 * @param storage reaches it
 * @param root an absolute path on this machine, or a URI such as {@code s3a://bucket/out}
 */
public record BuildFolder(Storage storage, String root) implements Serializable {
  static final String MANIFEST = "manifest.json";

  /** Where tokens are until they are packed, below what a build works in. */
  static final String TOKENS = "tokens";

  /** What a manifest calls itself. */
  static final String FORMAT = "zydeco-build";

  static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /** Folders of which every file stands in the manifest. */
  private static final List<String> CONTENT =
      List.of(
          "ledger",
          "signals",
          "measures",
          "duplicates",
          "quarantine",
          "documents",
          "shards",
          "index",
          "measured",
          "earlier",
          "minhash");

  /** Folders that a build alone writes into. */
  private static final List<String> OWN =
      Stream.concat(CONTENT.stream(), Stream.of(".build")).toList();

  /** As files are called that are written aside. */
  private static final Pattern HALF = Pattern.compile("/\\.[^/]*\\.tmp[^/]*$");

  private static final Pattern PATTERN = Pattern.compile("[{}\\[\\]*?\\\\]");

  /** All that a build writes and replaces, beside its manifest. */
  static final List<String> WRITTEN =
      Stream.concat(
              CONTENT.stream(),
              Stream.of(
                  "validation", "near", "report.html", "report.json", "run.json", "timings.json"))
          .toList();

  /** The folder at a path or URI. */
  public static BuildFolder at(Storage storage, String pathOrUri) {
    String root =
        Storage.isUri(pathOrUri)
            ? pathOrUri
            : Path.of(pathOrUri).toAbsolutePath().normalize().toString();
    return new BuildFolder(
        storage, root.endsWith("/") ? root.substring(0, root.length() - 1) : root);
  }

  /** A location below the root, such as {@code ledger/part-00000.parquet}. */
  public String path(String relative) {
    return root + "/" + relative;
  }

  /** A location below the folder that only an unfinished build has. */
  String work(String relative) {
    return path(".build/" + relative);
  }

  /** Where the tokens of a split are, to be packed. */
  String tokens(int split) {
    return work(TOKENS + "/part-" + split);
  }

  /**
   * The location as Spark's readers take it: a pattern, in which these characters stand for more.
   */
  public static String sparkReads(String location) {
    return PATTERN.matcher(sparkWrites(location)).replaceAll("\\\\$0");
  }

  /** The location as Spark's writers take it: nothing in it is encoded. */
  static String sparkWrites(String location) {
    return location.startsWith("/") ? "file://" + location : location;
  }

  void writeJson(String location, Object value) throws IOException {
    String text = JSON.writeValueAsString(value) + "\n";
    storage.write(location, text.getBytes(StandardCharsets.UTF_8));
  }

  JsonNode readJson(String location) throws IOException {
    try (InputStream in = storage.read(location)) {
      return JSON.readTree(in);
    }
  }

  /** Whether a finished build lies here. */
  public boolean isFinished() throws IOException {
    return storage.exists(path(MANIFEST));
  }

  /**
   * The manifest of the finished build that lies here.
   *
   * @throws BuildException where none is: an unfinished build shows nothing; or where it is none
   */
  public JsonNode manifest() throws IOException {
    if (!isFinished()) {
      throw new BuildException(
          "Cannot read "
              + root
              + ": it holds no manifest.json, so no finished build. Run the recipe again with --out"
              + " to finish it.");
    }
    JsonNode manifest = readManifest();
    if (!manifest.path("format").asText().equals(FORMAT)) {
      throw new BuildException(
          "Cannot read "
              + path(MANIFEST)
              + ": it is no manifest of a build, or was damaged. Put it there again, or build anew"
              + (isDamaged() ? " there with --overwrite." : " in another folder."));
    }
    return manifest;
  }

  /** Whether a build was finished here whose manifest was cut off; else it is somebody's. */
  boolean isDamaged() throws IOException {
    return isFinished() && readManifest().isMissingNode() && storage.exists(path("ledger"));
  }

  /** The manifest as it stands; what is no JSON is a missing node. */
  private JsonNode readManifest() throws IOException {
    try {
      return readJson(path(MANIFEST));
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /**
   * Every file below the root that the manifest has, as sorted paths relative to the root; others
   * that a user keeps there are no part of the build.
   */
  public List<String> files() throws IOException {
    return below(CONTENT).filter(file -> !file.contains("/.")).sorted().toList();
  }

  /** What processes left there that were killed while they wrote. */
  List<String> halves() throws IOException {
    return below(OWN).filter(file -> HALF.matcher(file).find()).toList();
  }

  private Stream<String> below(List<String> folders) throws IOException {
    return storage.list(root).stream()
        .filter(file -> folders.contains(file.substring(0, Math.max(0, file.indexOf('/')))));
  }
}
