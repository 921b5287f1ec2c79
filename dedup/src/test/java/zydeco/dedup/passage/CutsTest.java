package zydeco.dedup.passage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutsTest {
  private static final byte[] FIRST = new byte[16];

  /** Cuts what stands in brackets; brackets may nest, which is how passages overlap. */
  private static String cut(String marked) {
    StringBuilder text = new StringBuilder();
    List<Integer> open = new ArrayList<>();
    List<Cuts.Cut> cuts = new ArrayList<>();
    for (char each : marked.toCharArray()) {
      if (each == '[') {
        open.add(text.length());
      } else if (each == ']') {
        cuts.add(new Cuts.Cut(open.remove(open.size() - 1), text.length(), ""));
      } else {
        text.append(each);
      }
    }
    cuts.sort(java.util.Comparator.comparingInt(Cuts.Cut::from));
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new String(Cuts.apply(bytes, cuts), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "'one\n[two\n]three', 'one\nthree'",
    "'[one\n]two', 'two'",
    "'one\ntwo\n\n[three]', 'one\ntwo'",
    "'one\ntwo[\nthree\n]', 'one\ntwo\n'",
    "'A b. [C d. ]E f.', 'A b. E f.'",
    "'A b. [C d.\n]E f.', 'A b.\nE f.'",
    "'A b. [C d. \r\n\n]E f.', 'A b.\n\nE f.'",
    "'A b.\n[C d.\n]E f.', 'A b.\nE f.'",
    "'A. [B. [C. ]]D.', 'A. D.'",
    "'A. [B. ][C.\n]D.', 'A.\nD.'",
    "'A. [B. ]C.\n[D.\n]E.', 'A. C.\nE.'",
    "'[all of it\n]', ''",
    "'none', 'none'",
    "'ends so\n', 'ends so\n'",
  })
  void apply_cutsAndKeepsLines(String marked, String left) {
    assertThat(cut(marked)).isEqualTo(left);
  }

  @Test
  void of_whatWasAdded_isRead() {
    Cuts cuts = new Cuts();
    assertThat(cuts.note()).isEqualTo("[]");
    cuts.add(7, 12, FIRST);
    cuts.add(3, 9, FIRST);
    assertThat(cuts.note()).startsWith("[[7,12,\"0000").contains("],[3,9,");
    assertThat(Cuts.of(cuts.note()))
        .containsExactly(new Cuts.Cut(3, 9, "0".repeat(32)), new Cuts.Cut(7, 12, "0".repeat(32)));
    assertThat(Cuts.of("[]")).isEmpty();
  }

  /** What is left are bytes of the text outside of the cuts, all but blanks among them. */
  @Test
  void apply_anyCuts_leavesEveryOtherByteButBlanks() {
    Random random = new Random(2);
    for (int i = 0; i < 5_000; i++) {
      byte[] text = new byte[random.nextInt(40)];
      for (int j = 0; j < text.length; j++) {
        text[j] = (byte) "ab \n\r.".charAt(random.nextInt(6));
      }
      List<Cuts.Cut> cuts = new ArrayList<>();
      boolean[] gone = new boolean[text.length];
      for (int left = random.nextInt(4); left > 0 && text.length > 0; left--) {
        int from = random.nextInt(text.length);
        int to = from + 1 + random.nextInt(text.length - from);
        java.util.Arrays.fill(gone, from, to, true);
        cuts.add(new Cuts.Cut(from, to, ""));
      }
      cuts.sort(java.util.Comparator.comparingInt(Cuts.Cut::from));
      StringBuilder expected = new StringBuilder();
      for (int j = 0; j < text.length; j++) {
        expected.append(gone[j] || text[j] <= ' ' ? "" : (char) text[j]);
      }
      String left = new String(Cuts.apply(text, cuts), StandardCharsets.ISO_8859_1);
      assertThat(left.replaceAll("\\s", "")).isEqualTo(expected.toString());
      assertThat(left.length()).isLessThanOrEqualTo(text.length);
      if (cuts.isEmpty()) {
        assertThat(left.getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(text);
      }
    }
  }
}
