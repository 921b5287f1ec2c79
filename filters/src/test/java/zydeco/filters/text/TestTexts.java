package zydeco.filters.text;

import java.net.URISyntaxException;
import java.nio.file.Path;
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

  public static String withoutBlanks(String text) {
    StringBuilder left = new StringBuilder();
    text.codePoints()
        .filter(c -> !Characters.is(c, Characters.SPACE))
        .forEach(left::appendCodePoint);
    return left.toString();
  }
}
