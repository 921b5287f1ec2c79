package zydeco.jobs.report;

import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.regexp_extract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables of a finished build, on any file system that Hadoop knows. */
record BuildTables(SparkSession spark, String root) {

  Dataset<Row> ledger() {
    return table("ledger");
  }

  Dataset<Row> signals() {
    return table("signals");
  }

  Dataset<Row> duplicates() {
    return table("duplicates");
  }

  Dataset<Row> quarantine() {
    return table("quarantine");
  }

  Dataset<Row> documents() {
    return table("documents");
  }

  /** What was changed in earlier builds, by stage; null where nothing was to be. */
  Dataset<Row> earlierOrNull() {
    return has("earlier")
        ? spark
            .read()
            .option("recursiveFileLookup", "true")
            .parquet(root + "/earlier")
            .withColumn("stage", regexp_extract(input_file_name(), "/earlier/([^/]+)/[^/]+$", 1))
        : null;
  }

  private Dataset<Row> table(String name) {
    return spark.read().parquet(root + "/" + name);
  }

  /** Whether the build has that folder; what a recipe leaves out has none. */
  boolean has(String name) {
    Path path = new Path(root, name);
    try {
      return fileSystem(path).exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Each {@code shards.json}, by FORMAT or FORMAT/PHASE as it lies under {@code shards/}, without
   * its lists of files.
   */
  Map<String, JsonNode> shards() {
    Map<String, JsonNode> found = new TreeMap<>();
    if (has("shards")) {
      try {
        Path folder = new Path(root, "shards");
        for (FileStatus format : fileSystem(folder).listStatus(folder)) {
          describe(format.getPath().getName(), format.getPath(), found);
          for (FileStatus phase : fileSystem(folder).listStatus(format.getPath())) {
            if (phase.isDirectory()) {
              String name = format.getPath().getName() + "/" + phase.getPath().getName();
              describe(name, phase.getPath(), found);
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }

  /** What stages measured of themselves: each {@code measured/NAME.json}, by name. */
  Map<String, JsonNode> measured() {
    Map<String, JsonNode> found = new TreeMap<>();
    if (has("measured")) {
      try {
        Path folder = new Path(root, "measured");
        for (FileStatus file : fileSystem(folder).listStatus(folder)) {
          try (InputStream in = fileSystem(folder).open(file.getPath())) {
            found.put(
                file.getPath().getName().replaceFirst("[.]json$", ""),
                new JsonMapper().readTree(in));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }

  private void describe(String name, Path folder, Map<String, JsonNode> found) throws IOException {
    Path description = new Path(folder, "shards.json");
    if (fileSystem(folder).exists(description)) {
      found.put(name, withoutFiles(description));
    }
  }

  private JsonNode withoutFiles(Path description) throws IOException {
    try (InputStream in = fileSystem(description).open(description)) {
      JsonNode read = new JsonMapper().readTree(in);
      return read instanceof ObjectNode object
          ? object.without(List.of("files", "indexes", "placement"))
          : read;
    }
  }

  private FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(spark.sessionState().newHadoopConf());
  }
}
