package zydeco.filters.nemo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.Search;
import zydeco.filters.text.LineCopies;

/** The parts of a text between pairs of newlines, as {@code split("\n\n")} cuts them. */
final class Paragraphs {
  private static final byte[] LOREM_IPSUM = "lorem ipsum".getBytes(StandardCharsets.US_ASCII);

  /** Policies' phrases by their first byte. */
  private static final byte[][][] POLICIES = policies();

  /** A bit for the first three letters of each phrase. None of them is a k, which has two forms. */
  private static final long[] BEGINNINGS = beginnings();

  private final LineCopies copies = new LineCopies();
  private int policies;
  private boolean loremIpsum;

  private static byte[][][] policies() {
    try (InputStream in = Paragraphs.class.getResourceAsStream("policies.txt")) {
      List<byte[]> all =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.getBytes(StandardCharsets.UTF_8))
              .toList();
      byte[][][] byFirst = new byte[128][][];
      Arrays.setAll(
          byFirst, first -> all.stream().filter(p -> p[0] == first).toArray(byte[][]::new));
      return byFirst;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long[] beginnings() {
    long[] bits = new long[64];
    Stream.concat(Stream.of(LOREM_IPSUM), Arrays.stream(POLICIES).flatMap(Arrays::stream))
        .mapToInt(phrase -> three(Arrays.copyOf(phrase, 8), 0))
        .forEach(three -> bits[three >>> 6] |= 1L << three);
    return bits;
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
    boolean policy = false;
    for (int at = from; at < to; at++) {
      int three = three(bytes, at);
      if ((BEGINNINGS[three >>> 6] >>> three & 1) != 0) {
        loremIpsum |= Search.isIgnoringCase(bytes, at, to, LOREM_IPSUM);
        byte[][] phrases = POLICIES[(bytes[at] | 0x20) & 0x7F];
        for (int i = 0; i < phrases.length && !policy; i++) {
          policy = Search.isIgnoringCase(bytes, at, to, phrases[i]);
        }
      }
    }
    policies += policy ? 1 : 0;
  }

  /** A number of 12 bits for three letters in any case. */
  private static int three(byte[] bytes, int at) {
    int letters = (int) (Hashing.word(bytes, at) | 0x202020) & 0xFFFFFF;
    return letters * 0x9E3779B1 >>> 20;
  }

  LineCopies copies() {
    return copies;
  }

  /** Paragraphs that have a phrase of a policy, per paragraph; 1 where one has lorem ipsum. */
  double boilerplate() {
    return loremIpsum ? 1 : (double) policies / copies.count();
  }
}
