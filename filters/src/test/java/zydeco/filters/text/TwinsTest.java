package zydeco.filters.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import zydeco.filters.bytes.BlankMask;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.list.TestLists;
import zydeco.filters.parity.SharedData;
import zydeco.filters.signal.Signals;

/** Fast kernels and their slow twins agree on random and on real text. */
class TwinsTest {
  private static final Segments REUSED = new Segments(TestLists.all());

  @Provide
  Arbitrary<String> texts() {
    return NastyTexts.all();
  }

  private static void assertTwins(Segments segments, String text) {
    segments.of(text.getBytes(StandardCharsets.UTF_8));
    assertThat(segments.words().texts()).isEqualTo(ReadableWords.of(text));
    for (Map.Entry<String, Double> number : ReadableNumbers.of(text).entrySet()) {
      assertThat(Signals.named(number.getKey()).of(segments))
          .as(number.getKey())
          .isEqualTo(number.getValue());
    }
  }

  @Property(tries = 200)
  void kernels_randomText_agreeWithTwins(@ForAll("texts") String text) {
    assertTwins(new Segments(TestLists.all()), text);
  }

  @Property(tries = 1000)
  void kernels_buffersUsedBefore_agreeWithTwins(@ForAll("texts") String text) {
    assertTwins(REUSED, text);
  }

  @Property(tries = 1000)
  void kernels_anyBytes_giveNumbersAndNoException(@ForAll byte[] bytes) {
    REUSED.of(bytes);
    assertThat(Signals.all()).allSatisfy(s -> s.of(REUSED));
  }

  @Test
  void kernels_textsOfFewShortWords_agreeWithTwins() {
    Random random = new Random(11);
    String[] words = {"a", "b", "ab", "ba", "aba", ".", "bb", "abab", "aaaaaaaaa", "bab,"};
    for (int round = 0; round < 600; round++) {
      StringBuilder text = new StringBuilder();
      int kinds = 2 + random.nextInt(words.length - 1);
      for (int left = random.nextInt(120); left > 0; left--) {
        text.append(words[random.nextInt(kinds)]).append(random.nextInt(40) == 0 ? '\n' : ' ');
      }
      assertTwins(REUSED, text.toString());
    }
  }

  @Test
  void kernels_lettersBeyondTheBmpBeforePeriods_agreeWithTwins() {
    for (String text : new String[] {"use\ud846\udee0.,", "\ud846\udee0.", "a\ud840\udc01.b"}) {
      assertTwins(REUSED, text);
    }
    assertThat(ReadableWords.of("use\ud846\udee0.,")).containsExactly("use\ud846\udee0", ".", ",");
  }

  @Test
  void kernels_realText_agreeWithTwins() throws IOException {
    int[] left = {60};
    SharedData.lines(
        SharedData.require("parity/mut.jsonl.zst"),
        line -> {
          if (left[0]-- > 0) {
            assertTwins(REUSED, SharedData.text(line));
          }
        });
  }

  @Test
  void blankMask_randomText_agreesWithBlanks() {
    Random random = new Random(7);
    String characters =
        " \n a\0\u001c\u001b\u0085\u00a0\u00a1\u2028\u2027\u3000\u3001\u1680漢é\ud83d\ude00";
    int[] choices = characters.codePoints().toArray();
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(200); left > 0; left--) {
        text.appendCodePoint(choices[random.nextInt(choices.length)]);
      }
      byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
      byte[] padded = Arrays.copyOf(utf8, utf8.length + 64);
      assertThat(fast(padded, utf8.length)).isEqualTo(slow(padded, utf8.length));
    }
  }

  private static boolean[] fast(byte[] bytes, int length) {
    boolean[] blank = new boolean[length];
    BlankMask mask = new BlankMask();
    for (int base = 0; base < length; base += 64) {
      long bits = mask.of(bytes, base, length);
      for (int i = base; i < Math.min(length, base + 64); i++) {
        blank[i] = (bits >>> (i - base) & 1) != 0;
      }
    }
    return blank;
  }

  private static boolean[] slow(byte[] bytes, int length) {
    boolean[] blank = new boolean[length];
    for (int i = 0; i < length; i++) {
      int width = Blanks.width(bytes, i, length);
      Arrays.fill(blank, i, i + width, true);
    }
    return blank;
  }
}
