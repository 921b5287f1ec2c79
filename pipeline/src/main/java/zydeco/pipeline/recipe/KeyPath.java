package zydeco.pipeline.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The place of one value in a recipe, as a command line names it.
 *
 * @param file of the recipe
 * @param line where its settings begin
 * @param path such as {@code stages.fuzzy-dedup.bands} or {@code checks.fineweb.list-ratio.max}
 * @param nodes the recipe's keys
 */
record KeyPath(Path file, int line, String path, Map<String, Node> nodes) {
  private static final String CHECKS = "checks";

  void set(Node value) {
    String[] steps = path.split("\\.", -1);
    if (steps[0].equals(CHECKS) && !nodes.containsKey(CHECKS)) {
      setBound(steps, value);
      return;
    }
    Map<String, Node> level = nodes;
    for (int i = 0; i < steps.length - 1; i++) {
      level = below(level.get(steps[i]), steps[i], steps[i + 1]);
    }
    level.put(steps[steps.length - 1], value);
  }

  /** What stands under a step: a mapping, or of a list of named entries the first of that name. */
  private MappingView below(Node node, String step, String name) {
    if (node instanceof MappingNode mapping) {
      return new MappingView(mapping);
    }
    boolean isList = node instanceof SequenceNode;
    return entries(node).stream()
        .filter(entry -> entry.containsKey(name))
        .findFirst()
        .orElseThrow(
            () ->
                error(
                    isList
                        ? "Cannot find '" + name + "': '" + step + "' has no such entry."
                        : "Cannot find '" + step + "': the recipe has no such mapping.",
                    "Name a key that it has."));
  }

  private static List<MappingView> entries(Node list) {
    List<MappingView> entries = new ArrayList<>();
    if (list instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        if (item instanceof MappingNode mapping) {
          entries.add(new MappingView(mapping));
        }
      }
    }
    return entries;
  }

  private void setBound(String[] steps, Node value) {
    boolean ofSet = steps.length == 4;
    if (!ofSet && steps.length != 3
        || !List.of("min", "max", "keep").contains(steps[steps.length - 1])) {
      throw error(
          "Cannot read '" + path + "': it names no bound.",
          "Write checks.SET.RULE.min, checks.COLUMN.min, max or keep.");
    }
    MappingView level = ofSet ? checkOf(steps[1]) : boundsOf(steps[1]);
    for (String step : Arrays.asList(steps).subList(1, steps.length - 1)) {
      level = level == null ? null : level.below(step);
    }
    if (level == null) {
      throw error(
          "Cannot change '" + path + "': on the way stands a value that is no mapping.",
          "Mend the check's settings.");
    }
    level.put(steps[steps.length - 1], value);
  }

  /** The first check that applies a rule set. */
  private MappingView checkOf(String set) {
    List<String> applied = new ArrayList<>();
    for (MappingView check : checks()) {
      List<String> rules = words(check.get("rules"));
      if (rules.contains(set)) {
        return check;
      }
      applied.addAll(rules);
    }
    throw error(
        "Cannot change '" + set + "': no check of the recipe applies that rule set.",
        RecipeException.hint(
            set,
            applied,
            "It applies " + (applied.isEmpty() ? "none" : String.join(", ", applied)) + "."));
  }

  /** The bounds of the first check that bounds a column, else of the last check. */
  private MappingView boundsOf(String column) {
    List<MappingView> checks = checks();
    for (MappingView check : checks) {
      if (check.get("bounds") instanceof MappingNode bounds
          && new MappingView(bounds).containsKey(column)) {
        return new MappingView(bounds);
      }
    }
    if (checks.isEmpty()) {
      throw error("Cannot bound '" + column + "': the recipe has no check.", "Add one.");
    }
    return checks.get(checks.size() - 1).below("bounds");
  }

  private List<MappingView> checks() {
    return entries(nodes.get("stages")).stream()
        .map(entry -> entry.get("check"))
        .filter(node -> node instanceof MappingNode)
        .map(node -> new MappingView((MappingNode) node))
        .toList();
  }

  private static List<String> words(Node node) {
    if (node instanceof ScalarNode scalar) {
      return List.of(scalar.getValue());
    }
    return node instanceof SequenceNode sequence
        ? sequence.getValue().stream()
            .filter(item -> item instanceof ScalarNode)
            .map(item -> ((ScalarNode) item).getValue())
            .toList()
        : List.of();
  }

  private RecipeException error(String cannot, String mend) {
    return new RecipeException(file + ":" + line + ": --set " + path + ": " + cannot + " " + mend);
  }
}
