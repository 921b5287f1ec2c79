package zydeco.filters.nemo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import zydeco.filters.text.LineCopies;
import zydeco.filters.text.Search;

/** The parts of a text between pairs of newlines, as {@code split("\n\n")} cuts them. */
final class Paragraphs {
  private static final byte[] LOREM_IPSUM = "lorem ipsum".getBytes(StandardCharsets.US_ASCII);
  private static final byte[][] POLICIES = policies();

  private final LineCopies copies = new LineCopies();
  private int policies;
  private boolean loremIpsum;

  private static byte[][] policies() {
    try (InputStream in = Paragraphs.class.getResourceAsStream("policies.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(line -> line.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void read(byte[] bytes, int length) {
    copies.restart(bytes);
    policies = 0;
    loremIpsum = false;
    int start = 0;
    for (int at = 0; at + 1 < length; at++) {
      if (bytes[at] == '\n' && bytes[at + 1] == '\n') {
        paragraph(bytes, start, at);
        start = at + 2;
        at++;
      }
    }
    paragraph(bytes, start, length);
  }

  private void paragraph(byte[] bytes, int from, int to) {
    copies.add(from, to);
    loremIpsum |= Search.hasIgnoringCase(bytes, from, to, LOREM_IPSUM);
    for (byte[] policy : POLICIES) {
      if (Search.hasIgnoringCase(bytes, from, to, policy)) {
        policies++;
        return;
      }
    }
  }

  LineCopies copies() {
    return copies;
  }

  /** Paragraphs that have a phrase of a policy, per paragraph; 1 where one has lorem ipsum. */
  double boilerplate() {
    return loremIpsum ? 1 : (double) policies / copies.count();
  }
}
