package zydeco.dedup.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyBlockTest {

  @Test
  void sort_anyKeys_equalsTwin() {
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 300; round++) {
      int size = random.nextInt(3000);
      long mask = round % 3 == 0 ? -1L : -1L >>> random.nextInt(64) << random.nextInt(8);
      KeyBlock block = new KeyBlock(1);
      List<long[]> twin = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        long key = random.nextLong() & mask;
        block.add(key, i);
        twin.add(new long[] {key, i});
      }
      block.sort();
      twin.sort(Comparator.comparing(pair -> pair[0], Long::compareUnsigned));
      for (int i = 0; i < size; i++) {
        assertThat(block.key(i)).isEqualTo(twin.get(i)[0]);
        assertThat(block.doc(i)).isEqualTo(twin.get(i)[1]);
      }
    }
  }

  @Test
  void sort_aMillionEqualKeys_isLinear() {
    KeyBlock block = new KeyBlock(16);
    for (int i = 0; i < 1_000_000; i++) {
      block.add(i % 5 == 0 ? 3 : 8, i);
    }
    long start = System.nanoTime();
    block.sort();
    assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
    assertThat(block.key(199_999)).isEqualTo(3);
    assertThat(block.key(200_000)).isEqualTo(8);
  }

  @Test
  void star_runsOfEqualKeys_joinsAllToTheFirstAndKeepsIt() {
    KeyBlock block = new KeyBlock(4);
    long[][] pairs = {{5, 1}, {5, 2}, {7, 3}, {9, 4}, {9, 5}, {9, 6}};
    for (long[] pair : pairs) {
      block.add(pair[0], pair[1]);
    }
    List<String> edges = new ArrayList<>();
    block.star((a, b) -> edges.add(a + "-" + b));
    assertThat(edges).containsExactly("1-2", "4-5", "4-6");
    assertThat(block.size()).isEqualTo(3);
    assertThat(block.doc(2)).isEqualTo(4);
  }

  @Test
  void toBytes_partOfABlock_isReadBack() {
    KeyBlock block = new KeyBlock(1);
    for (int i = 0; i < 10; i++) {
      block.add(-i, i);
    }
    KeyBlock copy = new KeyBlock(1);
    copy.addAll(block.toBytes(3, 6));
    assertThat(copy.size()).isEqualTo(3);
    assertThat(copy.key(0)).isEqualTo(-3);
    assertThat(copy.doc(2)).isEqualTo(5);
    copy.clear();
    copy.sort();
    copy.add(1, 1);
    assertThat(copy.size()).isEqualTo(1);
  }
}
