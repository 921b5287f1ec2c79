package zydeco.tokenize.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.tokenize.mixture.MixtureException;

/** Phases, and the conservation of tokens over random corpora. */
class PhasesIT {
  private static final String PHASES =
      "phases: ["
          + "{main: {mixture: {web: 3, books: 1}, tokens: 12k}},"
          + " {anneal: {mixture: {books: 1, code: 2}, tokens: 8k, replay: 0.6}},"
          + " {late: {mixture: {web: 1}, tokens: 3k, replay: 0.05}}]";
  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"concatenate", "best-fit", "per-document"})
  void write_randomCorpus_conservesEveryToken(String packing) throws IOException {
    RandomCorpus corpus = new RandomCorpus(folder, packing.hashCode(), 300, 400);
    Path out = folder.resolve("conserve-" + packing);
    List<ShardReport> reports =
        corpus.write(PHASES + ", held-out: 0.1, epochs-cap: 9, packing: " + packing, out);
    Map<String, Set<Integer>> epochs = new HashMap<>();
    Set<String> first = new HashSet<>();
    for (ShardReport report : reports) {
      checkIds(out.resolve("megatron").resolve(report.phase()), report, corpus.places(out, report));
      Map<String, Long> bySource = new TreeMap<>();
      for (List<RandomCorpus.Place> copy : copies(corpus.places(out, report)).values()) {
        RandomCorpus.Doc document = copy.get(0).document();
        checkWhole(copy, document);
        if (!copy.get(0).shard().startsWith("train")) {
          continue;
        }
        String source = RandomCorpus.SOURCES.get(document.entry().source());
        bySource.merge(source, (long) document.ids().length, Long::sum);
        String id = document.entry().id().toString();
        if (report == reports.get(0)) {
          first.add(id);
        }
        if (copy.get(0).epoch() >= 0) {
          assertThat(epochs.computeIfAbsent(id, i -> new HashSet<>()).add(copy.get(0).epoch()))
              .isTrue();
        } else {
          assertThat(first).contains(id);
        }
      }
      Map<String, Long> reported = new TreeMap<>();
      report.train().sources().forEach((name, source) -> reported.put(name, source.tokens()));
      assertThat(bySource).isEqualTo(reported);
      assertThat(report.train().tokens() + report.train().padding())
          .isEqualTo(report.train().sequences() * report.sequence());
    }
    epochs.forEach((id, set) -> assertThat(set).allMatch(epoch -> epoch < set.size()));
  }

  private static Map<String, List<RandomCorpus.Place>> copies(List<RandomCorpus.Place> places) {
    Map<String, List<RandomCorpus.Place>> copies = new HashMap<>();
    for (RandomCorpus.Place place : places) {
      String copy = place.document().entry().id() + " " + place.epoch();
      copies.computeIfAbsent(copy, c -> new ArrayList<>()).add(place);
    }
    return copies;
  }

  private static void checkWhole(List<RandomCorpus.Place> pieces, RandomCorpus.Doc document) {
    int[] seen = new int[document.ids().length];
    for (RandomCorpus.Place piece : pieces) {
      for (int t = 0; t < piece.tokens(); t++) {
        seen[piece.from() + t]++;
      }
    }
    assertThat(Arrays.stream(seen).allMatch(count -> count == 1)).isTrue();
  }

  /** Every piece stands where the placement says; everything else is padding. */
  private static void checkIds(Path shards, ShardReport report, List<RandomCorpus.Place> places)
      throws IOException {
    for (ShardReport.File file : report.files()) {
      ByteBuffer ids =
          ByteBuffer.wrap(Files.readAllBytes(shards.resolve(file.name() + ".bin")))
              .order(ByteOrder.LITTLE_ENDIAN);
      long covered = 0;
      for (RandomCorpus.Place place : places) {
        if (place.shard().equals(file.name())) {
          int at = place.sequence() * report.sequence() + place.offset();
          boolean same = true;
          for (int t = 0; t < place.tokens(); t++) {
            int id = ids.getShort(2 * (at + t)) & 0xffff;
            same &= id == place.document().ids()[place.from() + t];
          }
          assertThat(same).isTrue();
          covered += place.tokens();
        }
      }
      assertThat(covered + file.padding()).isEqualTo(ids.capacity() / 2);
    }
  }

  @Test
  void write_phases_giveSharesReplayAndFoldersOfTheirOwn() throws IOException {
    RandomCorpus corpus = new RandomCorpus(folder, 5, 2000, 60);
    Path out = folder.resolve("phases");
    List<ShardReport> reports = corpus.write(PHASES + ", format: [megatron, mds]", out);
    assertThat(reports)
        .extracting(r -> r.format() + "/" + r.phase())
        .containsExactly(
            "megatron/main",
            "mds/main",
            "megatron/anneal",
            "mds/anneal",
            "megatron/late",
            "mds/late");
    ShardReport.Set anneal = reports.get(2).train();
    assertThat(anneal.replay().of()).isEqualTo("main");
    assertThat(anneal.replay().share()).isCloseTo(0.6, within(0.01));
    assertThat(anneal.pools().get("code").share()).isCloseTo(0.4 * 2 / 3, within(0.01));
    assertThat(anneal.pools().get("code").asked()).isCloseTo(0.4 * 2 / 3, within(1e-9));
    assertThat(reports.get(4).train().replay().share()).isCloseTo(0.05, within(0.01));
    assertThat(out.resolve("mds/anneal/train/index.json")).exists();
    assertThat(corpus.write(PHASES + ", format: [megatron, mds]", out)).isEqualTo(reports);
  }

  @Test
  void write_budgetsOverTheCapOfAllPhases_stopBeforeAnythingIsWritten() throws IOException {
    RandomCorpus corpus = new RandomCorpus(folder, 6, 200, 60);
    String twice =
        "epochs-cap: 1, phases: [{a: {mixture: {web: 1}}}, {b: {mixture: {web: 1}, tokens: 500}}]";
    assertThatThrownBy(() -> corpus.write(twice, folder.resolve("over")))
        .isInstanceOf(MixtureException.class)
        .hasMessageContaining("b: Cannot fill 500 tokens: web is to give 1 / 1 of them")
        .hasMessageContaining("in earlier phases: 1.")
        .hasMessageContaining("above the cap of 1");
    assertThat(folder.resolve("over")).doesNotExist();
  }

  @Test
  void write_curriculum_givesMoreOfTheGoodLate() throws IOException {
    RandomCorpus corpus = new RandomCorpus(folder, 7, 3000, 60);
    Path out = folder.resolve("curriculum");
    String recipe = "mixture: {books: 1, code: 1}, curriculum-by: quality, shard-tokens: 1M, ";
    List<ShardReport> reports = corpus.write(recipe + "curriculum: 0.8", out);
    assertThat(reports.get(0).order()).isEqualTo("curriculum");
    assertThat(reports.get(0).files()).hasSize(1);
    long sequences = reports.get(0).files().get(0).sequences();
    double[] sums = new double[2];
    double[] counts = new double[2];
    for (RandomCorpus.Place place : corpus.places(out, reports.get(0))) {
      int half = 2 * place.sequence() < sequences ? 0 : 1;
      sums[half] += place.document().entry().score();
      counts[half]++;
    }
    assertThat(sums[1] / counts[1] - sums[0] / counts[0]).isBetween(0.9, 1.6);
    assertThat(counts[0] / counts[1]).isCloseTo(1, within(0.15));
  }

  /** Where a document comes in a phase says nothing about its length, its source or its score. */
  @ParameterizedTest
  @ValueSource(strings = {"concatenate", "best-fit"})
  void write_shuffle_hasNoBiasOfPosition(String packing) throws IOException {
    RandomCorpus corpus = new RandomCorpus(folder, 8, 4000, 60);
    Path out = folder.resolve("bias-" + packing);
    ShardReport report = corpus.write("shard-tokens: 20k, packing: " + packing, out).get(0);
    Map<String, Integer> before = new HashMap<>();
    int sequences = 0;
    for (ShardReport.File file : report.files()) {
      before.put(file.name(), sequences);
      sequences += (int) file.sequences();
    }
    List<double[]> rows = new ArrayList<>();
    for (RandomCorpus.Place place : corpus.places(out, report)) {
      if (place.from() == 0) {
        TokenEntry entry = place.document().entry();
        double inFile = place.sequence();
        double at = before.get(place.shard()) + place.sequence();
        rows.add(new double[] {at, inFile, place.offset(), entry.tokens(), entry.source()});
      }
    }
    double bound = 4 / Math.sqrt(rows.size());
    for (int position = 0; position < 2; position++) {
      assertThat(correlation(rows, position, 3)).isBetween(-bound, bound);
      assertThat(correlation(rows, position, 4)).isBetween(-bound, bound);
    }
    assertThat(correlation(rows, 2, 4)).isBetween(-bound, bound);
  }

  private static double correlation(List<double[]> rows, int a, int b) {
    double meanA = rows.stream().mapToDouble(r -> r[a]).average().orElseThrow();
    double meanB = rows.stream().mapToDouble(r -> r[b]).average().orElseThrow();
    double ab = rows.stream().mapToDouble(r -> (r[a] - meanA) * (r[b] - meanB)).sum();
    double aa = rows.stream().mapToDouble(r -> (r[a] - meanA) * (r[a] - meanA)).sum();
    double bb = rows.stream().mapToDouble(r -> (r[b] - meanB) * (r[b] - meanB)).sum();
    return ab / Math.sqrt(aa * bb);
  }
}
