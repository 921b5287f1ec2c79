package zydeco.tokenize.shards;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.tokenize.mixture.Mixture;
import zydeco.tokenize.mixture.Pools;
import zydeco.tokenize.mixture.Presets;

/**
 * The part of {@code output.shards} that says how much of what.
 *
 * @param score the column of curricula, or null
 */
record MixtureSettings(Pools pools, String score, List<TrainingPhase> phases) {

  static MixtureSettings read(Settings settings, RecipeFacts known) {
    String by = settings.text("mixture-by");
    checkColumn(settings, "mixture-by", by, known, false);
    String score = settings.textOrNull("curriculum-by");
    if (score != null) {
      checkColumn(settings, "curriculum-by", score, known, true);
    }
    List<Part> parts = parts(settings, known);
    List<Map<String, Double>> weights = new ArrayList<>();
    for (Part part : parts) {
      weights.add(weights(part.settings(), by, known));
    }
    Pools pools = pools(settings, parts, weights, by, known);
    double cap = settings.number("epochs-cap", Double.MIN_NORMAL, 1e6);
    List<TrainingPhase> phases = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      phases.add(phase(parts.get(i), i, weights.get(i), cap, score));
    }
    return new MixtureSettings(pools, score, phases);
  }

  /** A phase as it is written; the name is null where the recipe states no phases. */
  private record Part(String name, Settings settings) {}

  private static List<Part> parts(Settings settings, RecipeFacts known) {
    if (!settings.keys().contains("phases")) {
      return List.of(new Part(null, settings));
    }
    for (String key : List.of("mixture", "tokens", "curriculum")) {
      if (settings.keys().contains(key)) {
        throw settings.error(
            key,
            "Cannot use '" + key + "' beside 'phases': each phase has its own.",
            "Move it into the phases.");
      }
    }
    List<Part> parts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Settings.Entry entry : settings.entries("phases")) {
      if (!entry.name().matches("[a-z0-9][a-z0-9_-]*") || !names.add(entry.name())) {
        throw entry
            .holder()
            .error(
                entry.name(),
                "Cannot use the phase '" + entry.name() + "': its name is a folder's.",
                "Give each phase a name of its own, of a-z, 0-9, - and _.");
      }
      parts.add(new Part(entry.name(), entry.settings(known.phase())));
    }
    if (parts.isEmpty()) {
      throw settings.error("phases", "Cannot train in no phases.", "Name one, or leave them out.");
    }
    return parts;
  }

  private static void checkColumn(
      Settings settings, String key, String column, RecipeFacts known, boolean number) {
    if (column.equals(Pools.SOURCE) && !number) {
      return;
    }
    Column.Type type = known.columns().get(column);
    boolean fits = type == Column.Type.NUMBER || (type == Column.Type.LABEL && !number);
    if (!fits) {
      throw settings.error(
          key,
          "Cannot go by '"
              + column
              + "': no stage of the recipe measures "
              + (number ? "a number" : "a column")
              + " of that name.",
          RecipeException.hint(
              column,
              known.columns().keySet(),
              "Add the stage that does, or name one of its columns."));
    }
  }

  private static Map<String, Double> weights(Settings settings, String by, RecipeFacts known) {
    Map<String, Double> weights = new LinkedHashMap<>();
    if (!settings.isMap("mixture")) {
      String word = settings.textOrNull("mixture");
      return word == null ? weights : preset(settings, word, by, known.sources());
    }
    Settings given = settings.map("mixture");
    for (String name : given.keys()) {
      if (by.equals(Pools.SOURCE) && !known.sources().contains(name)) {
        throw given.error(
            name,
            "Cannot weigh '" + name + "': the recipe has no such source.",
            RecipeException.hint(
                name, known.sources(), "Sources: " + String.join(", ", known.sources()) + "."));
      }
      weights.put(name, given.number(name, 0, 1e12));
    }
    return weights;
  }

  private static Map<String, Double> preset(
      Settings settings, String word, String by, List<String> sources) {
    if (!Presets.names().contains(word) || !by.equals(Pools.SOURCE)) {
      String near = RecipeException.nearest(word, Presets.names());
      throw settings.error(
          "mixture",
          "Cannot read 'mixture': it is '" + word + "'.",
          "Give 'source: weight' pairs, or a preset: "
              + String.join(", ", Presets.names())
              + (near == null ? "." : ". Did you mean '" + near + "'?"));
    }
    try {
      return Presets.weights(word, sources);
    } catch (IllegalArgumentException e) {
      throw settings.error(
          "mixture",
          "Cannot use the mixture '" + word + "': " + e.getMessage() + ".",
          "Rename a source, or give 'source: weight' pairs.");
    }
  }

  private static Pools pools(
      Settings settings,
      List<Part> parts,
      List<Map<String, Double>> weights,
      String by,
      RecipeFacts known) {
    if (by.equals(Pools.SOURCE)) {
      return Pools.ofSources(known.sources());
    }
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < parts.size(); i++) {
      if (weights.get(i).isEmpty()) {
        throw parts
            .get(i)
            .settings()
            .error(
                "mixture",
                "Cannot mix by '" + by + "': there are no weights.",
                "Give 'mixture: {LABEL or LOW..HIGH: weight}'.");
      }
      names.addAll(weights.get(i).keySet());
    }
    List<String> ordered = List.copyOf(names);
    try {
      return known.columns().get(by) == Column.Type.LABEL
          ? Pools.ofLabels(by, ordered)
          : Pools.ofRanges(by, ordered);
    } catch (IllegalArgumentException e) {
      throw settings.error(
          "mixture-by",
          "Cannot mix by '" + by + "': " + e.getMessage() + ".",
          "Give half-open ranges such as '..2', '2..3' and '3..'.");
    }
  }

  private static TrainingPhase phase(
      Part part, int number, Map<String, Double> weights, double cap, String score) {
    Settings settings = part.settings();
    long budget =
        settings.textOrNull("tokens") == null
            ? 0
            : settings.integer("tokens", 1, Long.MAX_VALUE / 1024);
    double curriculum = settings.number("curriculum", 0, 1);
    if (curriculum > 0 && score == null) {
      throw settings.error(
          "curriculum",
          "Cannot order by score: 'curriculum-by' is not given.",
          "Name the column: 'curriculum-by: quality' beside 'phases'.");
    }
    double replay = part.name() == null ? 0 : settings.number("replay", 0, 0.95);
    if (replay > 0 && number == 0) {
      throw settings.error(
          "replay", "Cannot replay in the first phase: nothing was before it.", "Leave it out.");
    }
    TrainingPhase phase =
        new TrainingPhase(part.name(), mixture(settings, weights, budget, cap), replay, curriculum);
    if (part.name() != null) {
      settings.finish();
    }
    return phase;
  }

  private static Mixture mixture(
      Settings settings, Map<String, Double> weights, long budget, double cap) {
    try {
      return new Mixture(weights, budget, cap);
    } catch (IllegalArgumentException e) {
      throw settings.error(
          "mixture", "Cannot use the mixture: " + e.getMessage() + ".", "Give a weight above 0.");
    }
  }
}
