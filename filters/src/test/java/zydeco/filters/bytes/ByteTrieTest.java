package zydeco.filters.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteTrieTest {
  @Test
  void search_thousandsOfWords_findsWhatALoopFinds() {
    Random random = new Random(3);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      words.add(text(random, 2 + random.nextInt(6)));
    }
    String text = text(random, 3_000);
    List<String> expected = new ArrayList<>();
    for (int word = 0; word < words.size(); word++) {
      for (int at = text.indexOf(words.get(word)); at >= 0; ) {
        expected.add(word + " " + (at + words.get(word).length()));
        at = text.indexOf(words.get(word), at + 1);
      }
    }
    List<String> found = new ArrayList<>();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    new ByteTrie(words.stream().map(word -> word.getBytes(StandardCharsets.US_ASCII)).toList())
        .search(bytes, 0, bytes.length, (word, end) -> found.add(word + " " + end));
    Collections.sort(found);
    Collections.sort(expected);
    assertThat(found).hasSizeGreaterThan(1_000).isEqualTo(expected);
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    random.ints(length, 'a', 'f').forEach(c -> text.append((char) c));
    return text.toString();
  }

  @Test
  void new_entryOfMegabytes_isRefused() {
    assertThatThrownBy(() -> new ByteTrie(List.of(new byte[2_000_000])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 1048576 bytes");
  }
}
