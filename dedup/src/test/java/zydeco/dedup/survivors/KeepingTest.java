package zydeco.dedup.survivors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.ShingleStore;
import zydeco.dedup.minhash.Signature;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;

class KeepingTest {

  private static Keeping keeping(String yaml) {
    return Keeping.of(
        Settings.parse(Path.of("r.yaml"), yaml),
        new Guard(0.95, 1000),
        Set.of("quality", "word-count", "lost"),
        List.of("a", "b", "wiki"));
  }

  private static Member member(long doc, int rank, boolean stays, int... values) {
    Signature signature = new Signature(values);
    return new Member(doc, null, rank, stays, signature, new Banding(2, 2).keys(signature), null);
  }

  private static List<String> fates(Keeping keeping, double atLeast, Member... members) {
    Survivors survivors = new Survivors(keeping, new Survivors.Proof(atLeast, false));
    survivors.begin();
    List<String> fates = new ArrayList<>();
    for (Member member : members) {
      Survivors.Removal removal = survivors.judge(member);
      fates.add(member.doc() + (removal == null ? "" : ">" + removal.survivor().doc()));
    }
    return fates;
  }

  @Test
  void of_onlyKeep_isOneAndTheUsualGuard() {
    assertThat(keeping("keep: best"))
        .isEqualTo(new Keeping(KeepPolicy.BEST, 1, List.of(), List.of(), new Guard(0.95, 1000)));
    assertThat(keeping("keep: best\nguard: 1\norder-by: -bytes").toString())
        .isEqualTo("keep: best, by -bytes");
  }

  @Test
  void of_unknownMeasure_isRefusedWithTheNearest() {
    assertThatThrownBy(() -> keeping("keep: best\norder-by: [-qualty]"))
        .hasMessageContaining("r.yaml:2: order-by: Cannot order by 'qualty'")
        .hasMessageContaining("Did you mean 'quality'?");
  }

  @Test
  void of_sourceThatIsNone_isNotProtectedInSilence() {
    assertThatThrownBy(() -> keeping("keep: best\nprotect: [ab]"))
        .hasMessageContaining("r.yaml:2: protect: Cannot protect 'ab': no source has that name.");
    assertThat(keeping("keep: best\nprotect: [b]").protect()).containsExactly("b");
  }

  @Test
  void of_atMostWithTopSource_isRefused() {
    assertThatThrownBy(() -> keeping("keep: top-source\nat-most: 2"))
        .hasMessageContaining("r.yaml:2: at-most: Cannot keep at most 2");
  }

  @Test
  void judge_atMostTwo_keepsTwoOfAClusterOrGroup() {
    Keeping two = keeping("keep: best\nat-most: 2");
    Member a = member(1, 0, false, 1, 2, 3, 4);
    Member b = member(2, 0, false, 1, 2, 3, 5);
    Member c = member(3, 0, false, 1, 2, 6, 5);
    Member d = member(4, 0, false, 9, 9, 6, 5);
    Member e = member(5, 0, false, 9, 9, 6, 5);
    Member f = member(6, 0, false, 9, 9, 6, 5);
    assertThat(fates(two, 0, a, b, c, d)).containsExactly("1", "2", "3>2", "4>2");
    assertThat(fates(two, 0.7, a, b, c, d, e, f)).containsExactly("1", "2", "3>2", "4", "5", "6>4");
  }

  @Test
  void judge_protectedSource_losesNothingAndMayExplain() {
    Keeping best = keeping("keep: best\nprotect: wiki");
    assertThat(best.protect()).containsExactly("wiki");
    Member a = member(1, 0, false, 1, 2, 3, 4);
    Member b = member(2, 1, true, 1, 2, 3, 5);
    Member c = member(3, 2, false, 1, 2, 3, 5);
    assertThat(fates(best, 0, a, b, c)).containsExactly("1", "2", "3>2");
    assertThat(fates(keeping("keep: top-source\nprotect: wiki"), 0, a, b, c))
        .containsExactly("1", "2", "3>2");
  }

  @Test
  void measure_orderBy_turnsTermsSoThatGreaterIsBetter() {
    Keeping keeping =
        keeping("keep: best\norder-by: [quality, -word-count, bytes, lost, -date, length]");
    assertThat(keeping.reads()).containsExactly("quality", "word-count", "lost");
    List<Column> all = new ArrayList<>(keeping.columns("s"));
    for (String name : keeping.reads()) {
      all.add(Column.number(name));
    }
    Columns columns = new Columns(all);
    Measures measures = new Measures(columns);
    measures.number(columns.slot("quality"), 2.5);
    measures.number(columns.slot("word-count"), 7);
    byte[] text = "1234é".getBytes(StandardCharsets.UTF_8);
    keeping.measure(
        "s", columns, new Document("a", null, text, null, "1970-01-02", "{}"), measures);
    assertThat(measures.number(0)).isEqualTo(2.5);
    assertThat(measures.number(1)).isEqualTo(-7);
    assertThat(measures.number(2)).isEqualTo(6);
    assertThat(measures.number(3)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(measures.number(4)).isEqualTo(-86400);
    assertThat(measures.number(5)).isEqualTo(5);
  }

  @Test
  void store_beyondItsMemory_readsBackFromItsFile() {
    ShingleStore store = new ShingleStore(10);
    store.add(1, new int[] {1, 2, 3});
    store.add(2, new int[] {4, 5, 6, 7, 8, 9, 10, 11});
    store.add(3, new int[] {-5, 12});
    store.add(4, new int[] {13, 14, 15, 16, 17, 18, 19});
    assertThat(store.get(2)).containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(store.get(4)).containsExactly(13, 14, 15, 16, 17, 18, 19);
    assertThat(store.get(1)).containsExactly(1, 2, 3);
    store.close();
    assertThat(ShingleStore.jaccard(new int[] {1, 2, 3}, new int[] {2, 3, 4})).isEqualTo(0.5);
    assertThat(ShingleStore.jaccard(new int[] {1}, new int[] {2})).isZero();
  }

  private static Signature signature(int odd) {
    int[] values = new int[64];
    values[0] = odd;
    return new Signature(values);
  }

  @Test
  void judge_exact_asksTheShinglesAndNotTheirEstimate() {
    Survivors survivors =
        new Survivors(Keeping.of(KeepPolicy.BEST), new Survivors.Proof(0.6, true));
    survivors.begin();
    long[] keys = new Banding(8, 8).keys(signature(0));
    int[][] shingles = {{1, 2, 3, 4}, {1, 2, 8, 9}, {1, 2, 3, 4, 5}, {2, 7, 8, 9}};
    List<String> fates = new ArrayList<>();
    for (int i = 0; i < shingles.length; i++) {
      Survivors.Removal removal =
          survivors.judge(new Member(i, null, 0, false, signature(i), keys, shingles[i]));
      fates.add(removal == null ? "stays" : removal.survivor().doc() + ":" + removal.jaccard());
    }
    survivors.close();
    assertThat(fates).containsExactly("stays", "stays", "0:0.8", "1:0.6");
  }
}
