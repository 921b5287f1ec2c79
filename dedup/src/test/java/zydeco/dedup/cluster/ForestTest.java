package zydeco.dedup.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ForestTest {

  @Test
  void join_randomEdges_findsTheComponentsOfTheTwin() {
    SplittableRandom random = new SplittableRandom(10);
    for (int round = 0; round < 300; round++) {
      int docs = 2 + random.nextInt(60);
      long scale = random.nextBoolean() ? 1 : 0x123456789abL;
      int[] label = new int[docs];
      for (int i = 0; i < docs; i++) {
        label[i] = i;
      }
      Forest forest = new Forest();
      boolean[] touched = new boolean[docs];
      for (int edge = random.nextInt(docs); edge > 0; edge--) {
        int a = random.nextInt(docs);
        int b = random.nextInt(docs);
        boolean fresh = label[a] != label[b];
        assertThat(forest.join(a * scale - 5, b * scale - 5)).isEqualTo(fresh);
        touched[a] = true;
        touched[b] = true;
        int from = label[a];
        for (int i = 0; i < docs; i++) {
          label[i] = label[i] == from ? label[b] : label[i];
        }
      }
      assertSame(forest.components(), touched, label, scale);
    }
  }

  private static void assertSame(Components found, boolean[] touched, int[] label, long scale) {
    for (int a = 0; a < label.length; a++) {
      long component = found.of(a * scale - 5);
      assertThat(component >= 0).isEqualTo(touched[a]);
      for (int b = 0; b < label.length; b++) {
        if (touched[a] && touched[b]) {
          assertThat(component == found.of(b * scale - 5)).isEqualTo(label[a] == label[b]);
        }
      }
    }
  }

  @Test
  void join_aChainOfAMillion_isOneComponent() {
    Forest forest = new Forest();
    for (long i = 0; i < 1_000_000; i++) {
      forest.join(i * 7919 % 1_000_003, (i + 1) * 7919 % 1_000_003);
    }
    Components components = forest.components();
    assertThat(components.size()).isEqualTo(1_000_001);
    assertThat(components.of(0)).isEqualTo(components.of(7919)).isNotNegative();
    assertThat(components.of(-1)).isEqualTo(-1);
  }

  @Test
  void add_manyLongs_numbersThemInOrder() {
    LongIndex index = new LongIndex();
    for (int i = 0; i < 100_000; i++) {
      assertThat(index.add(i * 0x100000001L)).isEqualTo(i);
    }
    assertThat(index.add(5 * 0x100000001L)).isEqualTo(5);
    assertThat(index.find(7)).isEqualTo(-1);
    assertThat(index.value(3)).isEqualTo(3 * 0x100000001L);
    assertThat(index.size()).isEqualTo(100_000);
  }
}
