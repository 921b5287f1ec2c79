package zydeco.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.run.BuildFolder;

/**
 * How a build was run on this machine: which recipe file, what was overridden. It stands beside the
 * manifest, not in it, and only helps to find the inputs again.
 */
record RunRecord(Recipe recipe) {
  private static final String FILE = "run.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  static void write(BuildFolder folder, Text text) throws IOException {
    ObjectNode record = JSON.createObjectNode();
    record.put("recipe", text.file().toAbsolutePath().normalize().toString());
    record.put("yaml", text.yaml());
    text.overrides().forEach(record.putArray("set")::add);
    folder.storage().write(folder.path(FILE), (record + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The recipe as it stood when the build began.
   *
   * @param file where it stood
   * @param overrides {@code key.path=value}
   */
  record Text(Path file, String yaml, List<String> overrides) {}

  /** The text of the recipe that made a build. */
  static Text text(BuildFolder folder) throws IOException {
    Text text = textOrNull(folder);
    if (text == null) {
      throw new BuildException(
          "Cannot tell which recipe made "
              + folder.root()
              + ": its run.json is missing or of an earlier Zydeco. Run the recipe again with --out"
              + " there, which writes it anew.");
    }
    return text;
  }

  /** The same; null where the build does not have it. */
  static Text textOrNull(BuildFolder folder) throws IOException {
    JsonNode record = folder.storage().exists(folder.path(FILE)) ? json(folder) : null;
    return record == null || !record.has("yaml")
        ? null
        : new Text(
            Path.of(record.path("recipe").asText()),
            record.path("yaml").asText(),
            overrides(record));
  }

  private static JsonNode json(BuildFolder folder) throws IOException {
    try (InputStream in = folder.storage().read(folder.path(FILE))) {
      return JSON.readTree(in);
    }
  }

  private static List<String> overrides(JsonNode record) {
    List<String> overrides = new ArrayList<>();
    record.path("set").forEach(set -> overrides.add(set.asText()));
    return overrides;
  }

  /** The recipe that made a build; null where it can no longer be read: its inputs are gone. */
  static RunRecord read(BuildFolder folder) throws IOException {
    Text text = textOrNull(folder);
    try {
      return text == null
          ? null
          : new RunRecord(new RecipeReader(text.overrides()).read(text.file(), text.yaml()));
    } catch (RecipeException e) {
      return null;
    }
  }
}
