package zydeco.filters.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import zydeco.filters.bytes.Characters;

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

  private static String withoutBlanks(String text) {
    StringBuilder left = new StringBuilder();
    text.codePoints()
        .filter(c -> !Characters.is(c, Characters.SPACE))
        .forEach(left::appendCodePoint);
    return left.toString();
  }
}
