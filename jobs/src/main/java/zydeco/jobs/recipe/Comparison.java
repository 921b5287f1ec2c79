package zydeco.jobs.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zydeco.pipeline.recipe.Settings;
import zydeco.tokenize.TokenizedShards;

/**
 * What a recipe asks of the trainer's {@code compare}: models on this build's shards and on other
 * sets. It is no part of the build: neither the manifest nor a fingerprint depends on it.
 *
 * @param with the other sets: folders of builds or of shards
 * @param preset the size of the models
 * @param tokens of each model's training, such as 2M
 * @param seeds models a set
 * @param heldOut the set whose held-out text judges, or null: every set's
 */
public record Comparison(List<Path> with, String preset, String tokens, int seeds, Path heldOut) {
  private static final Pattern AMOUNT = Pattern.compile("\\d+(\\.\\d+)?[kMB]?");

  private static final String FORMAT = "megatron";

  private static final String LISTING = "shards.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How deep below a build's folder a set's listing lies: shards/FORMAT/PHASE/shards.json. */
  private static final int BELOW = 4;

  public Comparison {
    with = List.copyOf(with);
  }

  /** Reads the key {@code compare}; throws RecipeException where it is wrong. */
  static Comparison of(Settings settings, TokenizedShards shards) {
    mustBeReadable(settings, shards);
    List<Path> with = settings.texts("with").stream().map(settings::resolve).toList();
    for (Path folder : with) {
      mustFit(settings, "with", folder, shards);
    }
    String tokens = settings.text("tokens");
    if (!AMOUNT.matcher(tokens).matches()) {
      throw settings.error(
          "tokens", "Cannot read '" + tokens + "': it is no amount.", "Write 500k, 2M or 1B.");
    }
    String judge = settings.textOrNull("held-out");
    Path heldOut = judge == null ? null : settings.resolve(judge);
    if (heldOut != null) {
      mustFit(settings, "held-out", heldOut, shards);
    }
    Comparison found =
        new Comparison(
            with,
            settings.text("preset"),
            tokens,
            (int) settings.integer("seeds", 1, 100),
            heldOut);
    settings.finish();
    return found;
  }

  /** The trainer reads one set of shards, in its own format. */
  private static void mustBeReadable(Settings settings, TokenizedShards shards) {
    if (shards == null) {
      throw settings.error(
          "",
          "Cannot compare what the build has not: the recipe makes no shards.",
          "Add output.shards, or leave 'compare' out.");
    }
    if (!shards.formats().contains(FORMAT)) {
      throw settings.error(
          "",
          "Cannot compare shards of the format "
              + String.join(", ", shards.formats())
              + ": the trainer reads "
              + FORMAT
              + ".",
          "Add it to output.shards.format, or leave 'compare' out.");
    }
    if (!shards.phases().isEmpty()) {
      throw settings.error(
          "",
          "Cannot compare shards in phases ("
              + String.join(", ", shards.phases())
              + "): each model trains on one set.",
          "Leave 'compare' out, and compare phases by './zydeco compare DIR/shards/"
              + shards.phases().get(0)
              + " OTHER --out FOLDER'.");
    }
  }

  /** One set is in the folder, of the recipe's tokenizer and length of sequence. */
  private static void mustFit(Settings settings, String key, Path folder, TokenizedShards shards) {
    String cannot = "Cannot compare with " + folder + ": ";
    if (!Files.isDirectory(folder)) {
      throw settings.error(
          key,
          cannot + "there is no such folder.",
          "Build that set first; paths are relative to the folder of the recipe.");
    }
    try {
      JsonNode listing = only(settings, key, folder, cannot);
      String tokenizer = listing.path("tokenizer").path("sha256").asText();
      if (!tokenizer.equals(shards.settings().tokenizer().sha256())) {
        throw settings.error(
            key, cannot + "its tokenizer is another.", "Build both with the same tokenizer.");
      }
      int sequence = listing.path("sequence").asInt();
      if (sequence != shards.settings().sequence()) {
        throw settings.error(
            key,
            "%sits sequences have %d tokens, and these %d."
                .formatted(cannot, sequence, shards.settings().sequence()),
            "Build both with the same length.");
      }
    } catch (IOException | UncheckedIOException e) {
      throw settings.error(
          key, "Cannot look into " + folder + ": " + e.getMessage() + ".", "Make it readable.");
    }
  }

  /** The listing of the one set in a folder, as the trainer finds it: its own, or one below. */
  private static JsonNode only(Settings settings, String key, Path folder, String cannot)
      throws IOException {
    Map<Path, JsonNode> sets = new LinkedHashMap<>();
    for (Path listing : listings(folder)) {
      JsonNode said = JSON.readTree(listing.toFile());
      if (said.path("format").asText().equals(FORMAT)) {
        sets.put(listing.getParent(), said);
      }
    }
    if (sets.containsKey(folder) || sets.size() == 1) {
      return sets.values().iterator().next();
    }
    if (sets.isEmpty()) {
      throw settings.error(
          key,
          cannot + "there is no " + LISTING + " of the format " + FORMAT + " in it.",
          "Name the folder of a build that made such shards, or of the shards.");
    }
    List<String> names =
        sets.keySet().stream().map(set -> folder.relativize(set).toString()).toList();
    throw settings.error(
        key,
        cannot + "it holds several sets, " + String.join(", ", names) + ".",
        "Name one of them.");
  }

  /** The folder's own listing first. */
  private static List<Path> listings(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, BELOW)) {
      return files
          .filter(file -> file.endsWith(LISTING))
          .sorted(Comparator.comparingInt(Path::getNameCount).thenComparing(Path::toString))
          .toList();
    }
  }
}
