package zydeco.filters.dclm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import zydeco.filters.rewrite.Rewrites;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.NastyTexts;
import zydeco.filters.text.Segments;
import zydeco.filters.text.Tokens;
import zydeco.filters.twin.PythonText;

/** DCLM's kernel and line rules agree with their twins over strings on random text. */
class DclmTwinTest {
  private static final Segments REUSED = new Segments();
  private static final List<String> LINES =
      List.of(
          "12 likes",
          "(1.2K  views)",
          "3,4 shares and",
          "7 \u212Aviews",
          "١٢ comments",
          "5m\u00a0Followers!",
          "TITLE in",
          "ONE TWO",
          "2015",
          "²³",
          "add items in cart now",
          "ItemS \u0130n cart",
          "ıtems in cart items in cart",
          "see it Read more...",
          "read more…!x",
          "sign-in here",
          "Sign-In",
          "\u017Fign-in",
          "one two three four five six seven eight nine ten eleven items in cart",
          "  ",
          "\u2028");

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<List<String>> lines = Arbitraries.of(LINES).list().ofMaxSize(6);
    return Combinators.combine(lines, NastyTexts.all(), Arbitraries.of("\n", "\n\n", " ", "\r\n"))
        .as((some, text, between) -> String.join("\n", some) + between + text)
        .map(PythonText::known);
  }

  @Property(tries = 1000)
  void kernel_randomText_agreesWithTwin(@ForAll("texts") String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] buffer = Arrays.copyOf(bytes, bytes.length + 64);
    String page = text(buffer, new Addresses().remove(buffer, bytes.length));
    REUSED.of(bytes);
    ReadableDclm.of(page, words(page))
        .forEach(
            (name, number) ->
                assertThat(Signals.named(name).of(REUSED)).as(name).isEqualTo(number));
  }

  @Property(tries = 1000)
  void wordEnds_ofAsciiAlone_areThoseOfTheRules(@ForAll("texts") String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    WordBreaks breaks = new WordBreaks();
    breaks.restart(Arrays.copyOf(bytes, bytes.length + 64), bytes.length);
    for (int at = 0, end; at < bytes.length; at = end) {
      end = breaks.wordEnd(at);
      if (bytes[at] >= 0) {
        int plain = breaks.plainEnd(at);
        int c = bytes[at];
        boolean counts = c != '_' && Character.isLetterOrDigit(c);
        assertThat(plain).as("at " + at).isIn(counts ? List.of(end, -1) : List.of(0, -1));
        if (plain == 0) {
          assertThat(end).isIn(at + 1, c == '\r' ? at + 2 : at + 1);
        }
      }
    }
  }

  @Property(tries = 1000)
  void lineRules_randomText_leaveWhatTheTwinLeaves(@ForAll("texts") String text) {
    byte[] left =
        Rewrites.named("refinedweb-lines")
            .maker()
            .get()
            .rewrite(text.getBytes(StandardCharsets.UTF_8));
    assertThat(text(left, left.length))
        .isEqualTo(ReadableLineRules.of(text.replaceAll("\n{3,}", "\n\n")));
  }

  @Test
  void addresses_textThatBeginsWithADomainOfAnyScript_go() {
    for (String start : List.of("ελ", "Ελληνικά", "ϵλ", "COM", "МОСКВА", "\u0130n")) {
      byte[] bytes = (start + " www.example.com").getBytes(StandardCharsets.UTF_8);
      byte[] buffer = Arrays.copyOf(bytes, bytes.length + 64);
      assertThat(text(buffer, new Addresses().remove(buffer, bytes.length))).isEqualTo(start);
    }
  }

  private static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** By the kernel's own boundaries, of which no other statement is at hand. */
  private static List<String> words(String page) {
    byte[] bytes = page.replaceAll("\n{3,}", "\n\n").getBytes(StandardCharsets.UTF_8);
    Tokens tokens = new Tokens();
    new WordBreaks().read(Arrays.copyOf(bytes, bytes.length + 64), bytes.length, tokens);
    List<String> words = new ArrayList<>();
    for (int word = 0; word < tokens.count(); word++) {
      words.add(
          new String(
              bytes,
              tokens.start(word),
              tokens.end(word) - tokens.start(word),
              StandardCharsets.UTF_8));
    }
    return words;
  }
}
