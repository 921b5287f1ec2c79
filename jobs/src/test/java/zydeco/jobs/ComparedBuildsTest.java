package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.run.BuildFolder;

class ComparedBuildsTest {
  private static final String RECIPE =
      """
      recipe: two
      stages:
        - signals: [word-count]
        - exact-dedup: {on: url, against: [gone, %1$s]}
        - exact-dedup: {on: text, against: ../two}
        - fuzzy-dedup: {keep: best}
      """;

  @TempDir Path folder;

  private BuildFolder finished(String name) throws Exception {
    Path build = Files.createDirectories(folder.resolve(name));
    Files.writeString(build.resolve("manifest.json"), "{}\n");
    return BuildFolder.at(Storage.plain(), build.toString());
  }

  @Test
  void find_stageOfTheSameKind_hasItsOwnBuilds() throws Exception {
    BuildFolder one = finished("one");
    BuildFolder two = finished("two");
    BuildFolder build = finished("build");
    Path recipe = Files.createDirectories(folder.resolve("recipes")).resolve("r.yaml");
    Files.writeString(recipe, String.format(RECIPE, folder.resolve("one")));
    RunRecord.write(build, new RunRecord.Text(recipe, Files.readString(recipe), List.of()));
    Files.writeString(recipe, "changed since");
    ComparedBuilds compared = ComparedBuilds.of(build);
    String first = ComparedBuilds.label("exact-dedup", "url");
    String second = ComparedBuilds.label("exact-dedup", "text (2)");
    assertThat(List.of(first, second)).containsExactly("exact-dedup", "exact-dedup-2");
    assertThat(compared.find(first, 1)).as("not in place").isNull();
    assertThat(compared.find(first, 2).root()).isEqualTo(one.root());
    assertThat(compared.find(second, 1).root()).isEqualTo(two.root());
    assertThat(compared.find(second, 2)).isNull();
    assertThat(compared.find("fuzzy-dedup", 1)).isNull();
    assertThat(compared.all())
        .extracting(BuildFolder::root)
        .containsExactly(one.root(), two.root());
  }

  @Test
  void of_overriddenBuilds_areThoseThatTheRunSaid() throws Exception {
    BuildFolder two = finished("two");
    BuildFolder build = finished("build");
    Path recipe = folder.resolve("r.yaml");
    Files.writeString(recipe, String.format(RECIPE, folder.resolve("one")));
    RunRecord.write(
        build,
        new RunRecord.Text(
            recipe, Files.readString(recipe), List.of("stages.fuzzy-dedup.against=two")));
    assertThat(ComparedBuilds.of(build).find("fuzzy-dedup", 1).root()).isEqualTo(two.root());
  }

  @Test
  void of_buildWithoutItsRecipe_isEmpty() throws Exception {
    assertThat(ComparedBuilds.of(finished("bare")).all()).isEmpty();
  }
}
