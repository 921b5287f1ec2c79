package zydeco.filters.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import zydeco.filters.bytes.Characters;
import zydeco.filters.list.Lists;

/** What several tests of words do with texts and files. */
public final class TestTexts {
  private TestTexts() {}

  /** A file beside the tests. */
  public static Path resource(String name) {
    try {
      return Path.of(TestTexts.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Holds the words of a text to its characters but the blanks. */
  public static void assertNothingIsLost(Segments segments, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String words = String.join("", segments.of(bytes).words().texts());
    assertThat(withoutBlanks(words)).isEqualTo(withoutBlanks(text));
  }

  /** The same of a thousand random texts, each with some words of a language in it. */
  public static void assertRandomTextsLoseNothing(Segments segments, String words) {
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      assertNothingIsLost(segments, NastyTexts.next(random) + words + NastyTexts.next(random));
    }
  }

  /** The same where the origin loses some characters, which are no blanks. */
  public static void assertRandomTextsLose(Segments segments, String words, String lost) {
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      String text = NastyTexts.next(random) + words + NastyTexts.next(random);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      String kept = String.join("", segments.of(bytes).words().texts());
      assertThat(withoutBlanks(kept).replace(lost, ""))
          .isEqualTo(withoutBlanks(text).replace(lost, ""));
    }
  }

  /**
   * Holds words, and lengths of sentences where rules of their own find them, to those of an
   * origin.
   *
   * @param name a file beside the tests: a text, its {@code words} and {@code sentences} a line
   * @param atLeast how many words there are
   */
  public static void assertCutAs(String name, WordRules rules, int atLeast) throws IOException {
    Segments segments = new Segments(Lists.NONE, rules);
    int compared = 0;
    for (String line : Files.readAllLines(resource(name))) {
      JsonNode row = new ObjectMapper().readTree(line);
      String text = row.path("text").asText();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      byte[] padded = Arrays.copyOf(bytes, bytes.length + 16);
      List<String> lengths = new ArrayList<>();
      boolean each =
          rules.sentences().each(padded, 0, bytes.length, length -> lengths.add("" + length));
      assertThat(segments.of(bytes).words().texts()).as(text).isEqualTo(texts(row.path("words")));
      if (each) {
        assertThat(lengths).as(text).isEqualTo(texts(row.path("sentences")));
      }
      compared += row.path("words").size();
    }
    assertThat(compared).isGreaterThan(atLeast);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static String withoutBlanks(String text) {
    StringBuilder left = new StringBuilder();
    text.codePoints()
        .filter(c -> !Characters.is(c, Characters.SPACE))
        .forEach(left::appendCodePoint);
    return left.toString();
  }
}
