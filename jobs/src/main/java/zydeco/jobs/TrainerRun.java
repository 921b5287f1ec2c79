package zydeco.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zydeco.jobs.recipe.Comparison;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.run.BuildException;

/**
 * Commands of the bundled trainer, run as {@code ./zydeco} runs them; what they print goes to
 * stderr.
 */
final class TrainerRun {
  /** Where a comparison's files are, in the build's folder. */
  static final String COMPARISON = "validation/comparison";

  private TrainerRun() {}

  /**
   * Shows the size of the models that are to be compared, before anything is built for them; throws
   * RecipeException where the trainer knows no such preset, or cannot run.
   */
  static void requirePreset(Comparison asked) throws IOException, InterruptedException {
    int code = code(List.of("presets", "--preset", asked.preset()));
    if (code != 0) {
      throw new RecipeException(
          "Cannot compare models of the preset '"
              + asked.preset()
              + "': the trainer's message stands above. Nothing was built; mend compare.preset or"
              + " what the trainer lacks, or leave 'compare' out of the recipe.");
    }
  }

  /** Trains models on the build's shards and on the sets that its recipe names. */
  static void compare(Comparison asked, String out) throws IOException, InterruptedException {
    Path folder = Path.of(out).toAbsolutePath();
    List<String> command = new ArrayList<>(List.of("compare", folder.resolve("shards").toString()));
    asked.with().forEach(set -> command.add(set.toString()));
    command.addAll(List.of("--preset", asked.preset(), "--tokens", asked.tokens()));
    command.addAll(List.of("--seeds", Integer.toString(asked.seeds())));
    if (asked.heldOut() != null) {
      command.addAll(List.of("--held-out", asked.heldOut().toString()));
    }
    command.addAll(List.of("--out", folder.resolve(COMPARISON).toString()));
    run(command, out, "leave 'compare' out of the recipe");
  }

  /**
   * Runs one command of the trainer.
   *
   * @param otherwise how to do without Python
   */
  static void run(List<String> arguments, String out, String otherwise)
      throws IOException, InterruptedException {
    int code = code(arguments);
    if (code != 0) {
      throw new BuildException(
          "The trainer ended with exit code "
              + code
              + "; its message stands above. The build itself is whole: './zydeco report "
              + out
              + "' reads it, and to do without Python, "
              + otherwise
              + ".");
    }
  }

  private static int code(List<String> arguments) throws IOException, InterruptedException {
    // The shell hands stderr on as it is: opening /dev/stderr anew would empty the file behind it.
    List<String> command = new ArrayList<>(List.of("bash", "-c", "exec \"$0\" \"$@\" >&2"));
    command.add(Path.of(System.getProperty("zydeco.home", "."), "zydeco").toString());
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
