package zydeco.jobs.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** How deep below a build's folder a set's shards.json lies: shards/FORMAT/shards.json. */
  private static final int BELOW = 3;

  public Comparison {
    with = List.copyOf(with);
  }

  /** Reads the key {@code compare}; throws RecipeException where it is wrong. */
  static Comparison of(Settings settings, TokenizedShards shards) {
    mustBeReadable(settings, shards);
    List<Path> with = settings.texts("with").stream().map(settings::resolve).toList();
    for (Path folder : with) {
      mustExist(settings, "with", folder);
    }
    String tokens = settings.text("tokens");
    if (!AMOUNT.matcher(tokens).matches()) {
      throw settings.error(
          "tokens", "Cannot read '" + tokens + "': it is no amount.", "Write 500k, 2M or 1B.");
    }
    String judge = settings.textOrNull("held-out");
    Path heldOut = judge == null ? null : settings.resolve(judge);
    if (heldOut != null) {
      mustExist(settings, "held-out", heldOut);
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

  private static void mustExist(Settings settings, String key, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw settings.error(
          key,
          "Cannot compare with " + folder + ": there is no such folder.",
          "Build that set first; paths are relative to the folder of the recipe.");
    }
    try (Stream<Path> files = Files.walk(folder, BELOW)) {
      if (files.noneMatch(file -> file.endsWith("shards.json"))) {
        throw settings.error(
            key,
            "Cannot compare with " + folder + ": there is no shards.json in it.",
            "Name the folder of a build that made shards, or of the shards.");
      }
    } catch (IOException | UncheckedIOException e) {
      throw settings.error(
          key, "Cannot look into " + folder + ": " + e.getMessage() + ".", "Make it readable.");
    }
  }
}
