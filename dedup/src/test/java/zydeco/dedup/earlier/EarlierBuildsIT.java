package zydeco.dedup.earlier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.dedup.FuzzyDedupIT;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.SmallCorpus;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.Publication;

/** A build beside an earlier one is the build of both. */
class EarlierBuildsIT {
  private static final int CORPORA = 150;
  private static final List<String> RANKING = List.of("source-0", "source-1", "source-2");

  /** Signatures decide here; no stage was before. */
  private static final CorpusTexts NO_TEXTS =
      rows -> {
        throw new IllegalStateException("no text is asked for");
      };

  @TempDir Path folder;

  /** Many small corpora, each of them cut in two in its own way. */
  private record Split(List<List<SmallCorpus.Doc>> first, List<List<SmallCorpus.Doc>> second) {
    static Split random(int seed) {
      SplittableRandom random = new SplittableRandom(seed);
      Split split = new Split(new ArrayList<>(), new ArrayList<>());
      for (int number = 0; number < CORPORA; number++) {
        List<SmallCorpus.Doc> first = new ArrayList<>();
        List<SmallCorpus.Doc> second = new ArrayList<>();
        for (SmallCorpus.Doc doc : SmallCorpus.random(number)) {
          (random.nextBoolean() ? first : second).add(doc);
        }
        split.first.add(first);
        split.second.add(second);
      }
      return split;
    }

    static Dataset<Row> frame(List<List<SmallCorpus.Doc>> corpora) {
      List<Row> rows = new ArrayList<>();
      for (List<SmallCorpus.Doc> corpus : corpora) {
        for (SmallCorpus.Doc doc : corpus) {
          rows.add(FuzzyDedupIT.row(doc, rows.size() * 7L));
        }
      }
      return FuzzyDedupIT.frame(rows, 3);
    }
  }

  private static FuzzyDedupStage stage(KeepPolicy keep, double atLeast, Across across) {
    FuzzyDedupStage alone = FuzzyDedupIT.stage(keep, atLeast);
    return new FuzzyDedupStage(
        1, alone.scheme(), alone.keeping(), alone.verify(), alone.similarity(), 0, across);
  }

  private static Map<String, String> survivors(Dataset<Row> removed) {
    Map<String, String> survivors = new TreeMap<>();
    for (Row row : removed.where("doc >= 0").select("id", "survivor").collectAsList()) {
      survivors.put(hex(row.getAs(0)), hex(row.getAs(1)));
    }
    return survivors;
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  /** Publishes the first half, and gives what the second one is then compared with. */
  private EarlierBuilds published(Split split, KeepPolicy keep, double atLeast, boolean both)
      throws IOException {
    Across index = new Across(Across.Publish.KEYS, EarlierBuilds.NONE);
    FuzzyDedupStage stage = stage(keep, atLeast, index);
    Dataset<Row> documents = Split.frame(split.first).cache();
    Publication to = new Publication(Storage.plain(), folder.resolve("a").toString());
    to.write("manifest.json", "{\"fingerprint\": \"a\"}".getBytes(StandardCharsets.UTF_8));
    index.publish(stage.compared(), documents, stage.remove(documents, null), null, to);
    return new EarlierBuilds(
        PublishedIndex.of(Storage.plain(), to.folder()), both, both ? RANKING : List.of());
  }

  @ParameterizedTest
  @CsvSource({"BEST,0", "TOP_SOURCE,0", "BEST,0.8", "TOP_SOURCE,0.5"})
  void remove_bothSidesRanked_isWhatOneBuildOfAllRemoves(KeepPolicy keep, double atLeast)
      throws IOException {
    Split split = Split.random(7);
    EarlierBuilds earlier = published(split, keep, atLeast, true);
    Map<String, String> expected = new TreeMap<>();
    Set<String> gone = new HashSet<>();
    for (int number = 0; number < CORPORA; number++) {
      SmallCorpus.bruteForce(split.first.get(number), keep, atLeast)
          .forEach((doc, fate) -> gone.add("" + doc));
      List<SmallCorpus.Doc> all = new ArrayList<>(split.first.get(number));
      all.addAll(split.second.get(number));
      Map<Long, String> names = new HashMap<>();
      all.forEach(doc -> names.put(doc.doc(), doc.name()));
      SmallCorpus.bruteForce(all, keep, atLeast)
          .forEach((doc, fate) -> expected.put(names.get(doc), fate.survivor()));
    }
    Across across = new Across(Across.Publish.NONE, earlier);
    FuzzyDedupStage stage = stage(keep, atLeast, across);
    Dataset<Row> removed = stage.remove(Split.frame(split.second), NO_TEXTS).cache();
    Publication to = new Publication(Storage.plain(), folder.resolve("b").toString());
    across.publish(stage.compared(), null, removed, null, to);

    Set<String> dropped = new HashSet<>(survivors(removed).keySet());
    split.first.forEach(
        corpus ->
            corpus.stream()
                .filter(doc -> gone.contains("" + doc.doc()))
                .forEach(doc -> dropped.add(doc.name())));
    Map<String, String> changes = changes(to);
    changes.forEach(
        (id, survivor) -> {
          if (survivor == null) {
            assertThat(dropped.remove(id)).isTrue();
          } else {
            assertThat(dropped.add(id)).isTrue();
            assertThat(expected).containsEntry(id, survivor);
          }
        });
    assertThat(changes).hasSizeGreaterThan(20);
    assertThat(dropped).isEqualTo(expected.keySet());
    assertThat(expected).containsAllEntriesOf(survivors(removed));
  }

  /** By id: the survivor of what was dropped, null for what is kept again. */
  private static Map<String, String> changes(Publication to) throws IOException {
    TableSchema schema =
        TableSchema.builder().strings("id").strings("fate").strings("survivor").nullable().build();
    Map<String, String> changes = new TreeMap<>();
    try (TableReader rows =
        TableReader.open(to.storage(), to.path("earlier/fuzzy-dedup"), schema)) {
      while (rows.next()) {
        assertThat(rows.isNull(2)).isEqualTo(rows.text(1).equals("kept"));
        changes.put(rows.text(0), rows.text(2));
      }
    }
    return changes;
  }

  @ParameterizedTest
  @CsvSource({"BEST,0", "BEST,0.8", "TOP_SOURCE,0.5"})
  void remove_newSideOnly_equalsTheDefinition(KeepPolicy keep, double atLeast) throws IOException {
    Split split = Split.random(8);
    EarlierBuilds earlier = published(split, keep, atLeast, false);
    Map<String, String> expected = new TreeMap<>();
    for (int number = 0; number < CORPORA; number++) {
      expected.putAll(byDefinition(split, number, keep, atLeast));
    }
    FuzzyDedupStage stage = stage(keep, atLeast, new Across(Across.Publish.NONE, earlier));
    Dataset<Row> removed = stage.remove(Split.frame(split.second), NO_TEXTS).cache();
    assertThat(survivors(removed)).isEqualTo(expected);
    assertThat(removed.where("doc < 0").count()).isZero();
  }

  /** What was kept stays, what was removed only joins, and new documents come after both. */
  private static Map<String, String> byDefinition(
      Split split, int number, KeepPolicy keep, double atLeast) {
    List<SmallCorpus.Doc> old = split.first.get(number);
    Set<Long> gone = SmallCorpus.bruteForce(old, keep, atLeast).keySet();
    Set<SmallCorpus.Doc> oldOnes = new HashSet<>(old);
    List<SmallCorpus.Doc> all = new ArrayList<>(old);
    all.addAll(split.second.get(number));
    Map<String, String> expected = new TreeMap<>();
    for (List<SmallCorpus.Doc> cluster : SmallCorpus.clusters(all)) {
      cluster.sort(
          Comparator.comparing((SmallCorpus.Doc doc) -> !oldOnes.contains(doc))
              .thenComparing(SmallCorpus.PREFERENCE));
      List<SmallCorpus.Doc> survivors = new ArrayList<>();
      for (SmallCorpus.Doc doc : cluster) {
        if (oldOnes.contains(doc)) {
          if (!gone.contains(doc.doc())) {
            survivors.add(doc);
          }
          continue;
        }
        SmallCorpus.Doc nearest = null;
        for (SmallCorpus.Doc survivor : survivors) {
          boolean allowed =
              keep == KeepPolicy.BEST || oldOnes.contains(survivor) || survivor.rank() < doc.rank();
          if (allowed
              && (nearest == null
                  || SmallCorpus.similarity(doc, survivor)
                      > SmallCorpus.similarity(doc, nearest))) {
            nearest = survivor;
          }
        }
        if (nearest == null || SmallCorpus.similarity(doc, nearest) < atLeast) {
          survivors.add(doc);
        } else {
          expected.put(doc.name(), nearest.name());
        }
      }
    }
    return expected;
  }

  @Test
  void publish_documentsInAnotherOrder_givesTheSameFiles() throws IOException {
    Split split = Split.random(9);
    published(split, KeepPolicy.BEST, 0, false);
    byte[] part = Files.readAllBytes(folder.resolve("a/index/fuzzy-dedup/part-00000.parquet"));
    byte[] header = Files.readAllBytes(folder.resolve("a/index/fuzzy-dedup/index.json"));
    split.first.forEach(java.util.Collections::reverse);
    java.util.Collections.reverse(split.first);
    published(split, KeepPolicy.BEST, 0, false);
    assertThat(folder.resolve("a/index/fuzzy-dedup/part-00000.parquet")).hasBinaryContent(part);
    assertThat(folder.resolve("a/index/fuzzy-dedup/index.json")).hasBinaryContent(header);
  }

  @Test
  void of_indexThatDoesNotFit_isRefusedBeforeAnythingRuns() throws IOException {
    published(Split.random(9), KeepPolicy.BEST, 0, false);
    Files.delete(folder.resolve("a/manifest.json"));
    refused("against: b", "it holds no finished build");
    refused("against: a", "it holds no finished build");
    Files.writeString(folder.resolve("a/manifest.json"), "{}");
    refused(
        "against: a\nrows: 3",
        "its index is of other parameters (6 bands of 2 rows, shingles of 25 characters",
        "than this stage's (6 bands of 3 rows",
        "Give both the same.");
    refused("against: a\nverify: exact", "its index has no texts", "'publish: texts'");
    refused(
        "against: a\nremove-from: both\norder-by: [-length]", "it was ordered by [], this stage");
    refused("against: [a, ./a]", "Cannot compare with ./a twice", "Name each build once");
    refused("against: a\nremove-from: both", "nothing says where 'source-0' stands");
    refused("remove-from: both", "there is one, without 'against'");
    refused("against: a\nremove-from: all", "none of new, both");
    Files.move(folder.resolve("a/index/fuzzy-dedup"), folder.resolve("a/index/x"));
    Files.delete(folder.resolve("a/index/x/index.json"));
    refused("against: a", "it published no index of fuzzy-dedup", "'publish: keys'");
  }

  private void refused(String keys, String... words) {
    Settings defaults =
        Settings.parse(
            Path.of("defaults.yaml"),
            """
            shingles: {unit: char, size: 25}
            normalize: none
            bands: 6
            rows: 2
            keep: best
            verify: none
            similarity: 0.8
            short: keep
            seed: 17
            """);
    Settings given = Settings.parse(folder.resolve("r.yaml"), keys).withDefaults(defaults);
    assertThatThrownBy(() -> FuzzyDedupStage.of(given, 1, Set.of(), null, List.of("new")))
        .isInstanceOf(RecipeException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words).containsPattern("r.yaml:[0-9]"));
  }
}
