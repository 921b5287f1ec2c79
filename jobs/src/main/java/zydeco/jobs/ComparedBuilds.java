package zydeco.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.run.BuildFolder;

/**
 * The earlier builds that the deduplications of a build were compared with, as its own copy of the
 * recipe names them. Some may no longer be in place.
 *
 * @param byLabel the builds of a stage in order: {@code exact-dedup} for the first of the name,
 *     {@code exact-dedup-2} for the second
 */
record ComparedBuilds(Map<String, List<BuildFolder>> byLabel) {
  private static final Pattern NUMBERED = Pattern.compile(" \\((\\d+)\\)$");

  /** Reads a build's {@code run.json}; none where it has no recipe. */
  static ComparedBuilds of(BuildFolder folder) throws IOException {
    Map<String, List<BuildFolder>> byLabel = new LinkedHashMap<>();
    RunRecord.Text recipe = RunRecord.textOrNull(folder);
    Load yaml = new Load(LoadSettings.builder().build());
    if (recipe != null
        && yaml.loadFromString(recipe.yaml()) instanceof Map<?, ?> root
        && root.get("stages") instanceof List<?> stages) {
      Map<String, Integer> numbers = new LinkedHashMap<>();
      for (Object stage : stages) {
        if (stage instanceof Map<?, ?> named && named.size() == 1) {
          String name = String.valueOf(named.keySet().iterator().next());
          int number = numbers.merge(name, 1, Integer::sum);
          byLabel.put(label(name, number), against(recipe.file(), named.get(name)));
        }
      }
    }
    return new ComparedBuilds(byLabel);
  }

  private static List<BuildFolder> against(Path recipe, Object settings) {
    Object named = settings instanceof Map<?, ?> keys ? keys.get("against") : null;
    List<?> names =
        named instanceof List<?> list ? list : named == null ? List.of() : List.of(named);
    List<BuildFolder> builds = new ArrayList<>();
    for (Object name : names) {
      String text = String.valueOf(name);
      String location =
          Storage.isUri(text) ? text : recipe.resolveSibling(text).normalize().toString();
      builds.add(BuildFolder.at(Storage.plain(), location));
    }
    return builds;
  }

  private static String label(String name, int number) {
    return number == 1 ? name : name + "-" + number;
  }

  /** The label of the stage that gave a rule of the ledger: the second's rules end in (2). */
  static String label(String stage, String rule) {
    Matcher number = NUMBERED.matcher(rule);
    return number.find() ? label(stage, Integer.parseInt(number.group(1))) : stage;
  }

  /** The build at a place, from 1 on, among those of a stage; null where it is not in place. */
  BuildFolder find(String label, int place) throws IOException {
    List<BuildFolder> builds = byLabel.getOrDefault(label, List.of());
    return place <= builds.size() && builds.get(place - 1).isFinished()
        ? builds.get(place - 1)
        : null;
  }

  /** All that are in place. */
  List<BuildFolder> all() throws IOException {
    List<BuildFolder> all = new ArrayList<>();
    for (List<BuildFolder> builds : byLabel.values()) {
      for (BuildFolder build : builds) {
        boolean known = all.stream().anyMatch(other -> other.root().equals(build.root()));
        if (!known && build.isFinished()) {
          all.add(build);
        }
      }
    }
    return all;
  }
}
