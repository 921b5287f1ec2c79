package zydeco.dedup.passage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zydeco.dedup.text.Normalization;
import zydeco.pipeline.text.Hash128;
import zydeco.pipeline.text.TextUnits;

class PassagesTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The passages of a text as it stands there, with their hashes. */
  private static List<String> of(Passages passages, String text) {
    byte[] bytes = utf8(text);
    byte[] packed = passages.of(bytes);
    List<String> found = new ArrayList<>();
    Passages.Packed each = new Passages.Packed(packed == null ? new byte[0] : packed);
    for (int i = 0; i < each.count(); i++) {
      each.at(i);
      int length = each.to() - each.from();
      String part = new String(bytes, each.from(), length, StandardCharsets.UTF_8);
      found.add(part + "#" + new Hash128(each.high(), each.low()));
    }
    return found;
  }

  private static String hash(Hash128 hash) {
    return hash.toString();
  }

  @Test
  void of_paragraphs_haveTheBlanksBehindThemAndAreComparedWithoutCase() {
    Passages passages = new Passages(TextUnits.PARAGRAPH, 1, Normalization.LOOSE, 3);
    assertThat(of(passages, "One, two!\n\n***\nab\n  ONE two\n"))
        .containsExactly(
            "One, two!\n\n#" + hash(Hash128.of(utf8("one two"))),
            "ONE two\n#" + hash(Hash128.of(utf8("one two"))));
    assertThat(passages.of(utf8("ab\n...\n"))).isNull();
    assertThat(passages.of(new byte[0])).isNull();
  }

  @Test
  void of_asItStands_isWithoutBlanksAtTheEndsOnly() {
    Passages passages = new Passages(TextUnits.PARAGRAPH, 1, Normalization.NONE, 1);
    assertThat(of(passages, "A  b\n \tA  b\r\na  b"))
        .containsExactly(
            "A  b\n \t#" + hash(Hash128.of(utf8("A  b"))),
            "A  b\r\n#" + hash(Hash128.of(utf8("A  b"))),
            "a  b#" + hash(Hash128.of(utf8("a  b"))));
  }

  @Test
  void of_runsOfSentences_passOverWhatHasNoLetters() {
    Passages passages = new Passages(TextUnits.SENTENCE, 2, Normalization.LOOSE, 1);
    String ab = hash(Hash128.of(concat("a b", "c")));
    assertThat(of(passages, "A b. C! ... D?"))
        .containsExactly("A b. C! #" + ab, "C! ... D?#" + hash(Hash128.of(concat("c", "d"))));
    assertThat(of(passages, "A b.\n--\nc")).containsExactly("A b.\n--\nc#" + ab);
    assertThat(passages.of(utf8("Only one."))).isNull();
  }

  private static byte[] concat(String first, String second) {
    ByteBuffer both = ByteBuffer.allocate(32);
    return both.put(Hash128.of(utf8(first)).toBytes())
        .put(Hash128.of(utf8(second)).toBytes())
        .array();
  }

  @Test
  void of_minimum_countsCharactersOfTheWholeRun() {
    Passages passages = new Passages(TextUnits.PARAGRAPH, 2, Normalization.LOOSE, 6);
    assertThat(of(passages, "äöü\nxyz\nab\n")).hasSize(1);
    assertThat(of(new Passages(TextUnits.PARAGRAPH, 2, Normalization.LOOSE, 7), "äöü\nxyz\nab\n"))
        .isEmpty();
  }

  @Test
  void of_anyBytes_staysWithinTheText() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      byte[] text = new byte[random.nextInt(60)];
      for (int j = 0; j < text.length; j++) {
        text[j] =
            (byte)
                (random.nextInt(3) == 0 ? "\n .!a\r".charAt(random.nextInt(6)) : random.nextInt());
      }
      for (Normalization normalize : Normalization.values()) {
        TextUnits unit = random.nextBoolean() ? TextUnits.PARAGRAPH : TextUnits.SENTENCE;
        byte[] packed = new Passages(unit, 1 + random.nextInt(3), normalize, 1).of(text);
        Passages.Packed each = new Passages.Packed(packed == null ? new byte[0] : packed);
        int last = -1;
        for (int j = 0; j < each.count(); j++) {
          each.at(j);
          assertThat(each.from()).isGreaterThan(last);
          assertThat(each.to()).isGreaterThan(each.from()).isLessThanOrEqualTo(text.length);
          last = each.from();
        }
      }
    }
  }
}
