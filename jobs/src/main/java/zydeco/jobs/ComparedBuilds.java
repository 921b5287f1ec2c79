package zydeco.jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.stage.Reason;

/**
 * The earlier builds that the deduplications of a build were compared with, as its own copy of the
 * recipe names them. Some may no longer be in place.
 *
 * @param byLabel the builds of a stage in order: {@code exact-dedup} for the first of the name,
 *     {@code exact-dedup-2} for the second
 */
record ComparedBuilds(Map<String, List<BuildFolder>> byLabel) {
  private static final List<Settings.Entry> NONE = List.of();

  /** Reads a build's {@code run.json}; none where it has no recipe. */
  static ComparedBuilds of(BuildFolder folder) throws IOException {
    RunRecord.Text made = RunRecord.textOrNull(folder);
    Map<String, List<BuildFolder>> byLabel = new LinkedHashMap<>();
    if (made == null) {
      return new ComparedBuilds(byLabel);
    }
    Settings recipe = new RecipeReader(made.overrides()).parse(made.file(), made.yaml());
    Map<String, Integer> numbers = new HashMap<>();
    for (Settings.Entry stage : recipe.has("stages") ? recipe.entries("stages") : NONE) {
      String name = stage.name();
      int number = numbers.merge(name, 1, Integer::sum);
      byLabel.put(
          label(name, number),
          stage.holder().isMap(name) ? against(stage.settings(null)) : List.of());
    }
    return new ComparedBuilds(byLabel);
  }

  private static List<BuildFolder> against(Settings stage) {
    List<BuildFolder> builds = new ArrayList<>();
    for (String named : stage.has("against") ? stage.texts("against") : List.<String>of()) {
      String location = Storage.isUri(named) ? named : stage.resolve(named).toString();
      builds.add(BuildFolder.at(Storage.plain(), location));
    }
    return builds;
  }

  private static String label(String name, int number) {
    return number == 1 ? name : name + "-" + number;
  }

  /** The label of the stage that gave a rule of the ledger: the second's rules end in (2). */
  static String label(String stage, String rule) {
    return label(stage, Reason.number(rule));
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
