package zydeco.filters.text;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts that look for trouble: pieces that single rules look for, blanks of every kind. */
public final class NastyTexts {
  private static final List<String> PIECES =
      List.of(
          "the",
          "The",
          "cat",
          "sat",
          "that",
          "don't",
          "Don’t",
          "cannot",
          "it's",
          "He's",
          "I'm",
          "U.S.",
          "Mr.",
          "e.g.",
          "10km",
          "5kg",
          "3.14",
          "12a.m.",
          "www.a.com",
          "http://a.b/c?d",
          "me@x.org",
          "8.8.8.8",
          "10.0.0.1",
          "a-b",
          "a--b",
          "x_y",
          "C++",
          "and/or",
          ":)",
          ":-)",
          "(:",
          "8)",
          "<3",
          "...",
          "…",
          "……",
          "..",
          ".",
          ",",
          "!",
          "?",
          ";",
          ":",
          "'s",
          "'",
          "\"",
          "“",
          "”",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "[1]",
          "[edit]",
          "[citation needed]",
          "[12",
          "#",
          "-",
          "•",
          "–",
          "—",
          "~",
          "/",
          "=",
          "+",
          "*",
          "^",
          "$",
          "US$",
          "€",
          "°C.",
          "%",
          "²",
          "1",
          "42",
          "2015",
          "Javascript",
          "JAVASCRIPT",
          "java",
          "script",
          "lorem ipsum",
          "Lorem",
          "IPSUM",
          "terms of use",
          "privacy policy",
          "use coo\u212Aies",
          "use cookies",
          "uses",
          "cookies",
          "of",
          "and",
          "to",
          "be",
          "have",
          "with",
          "漢字",
          "日本語。",
          "مرحبا",
          "שלום",
          "é",
          "e\u0301",
          "İ",
          "ſ",
          "😀",
          "👩\u200d💻",
          "🇩🇪",
          "\u0000",
          "\u0001",
          "\u200b",
          "\ufeff",
          "𝒳",
          "𑁇",
          "։",
          "。",
          "ab",
          "c",
          "a",
          "bc",
          "ß",
          "ﬀ",
          "½",
          "٣",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  private static final List<String> BLANKS =
      List.of(
          " ", " ", " ", " ", " ", " ", "  ", "\n", "\n", "\n\n", "\n\n\n", "\r\n", "\r", "\t",
          "\u00a0", "\u3000", "\u2028", "\u2029", "\u0085", "\u000b", "\f", "\u001c", "\u001f",
          " \n", "\n ", "\u2003", "", "", "");

  private NastyTexts() {}

  /** Random texts; a failing one is reported as it is, not made smaller. */
  public static Arbitrary<String> all() {
    return Arbitraries.randomValue(NastyTexts::next);
  }

  public static String next(Random random) {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(3) == 0) {
      text.append(pieces(random, 1 + random.nextInt(12)).repeat(2 + random.nextInt(5)));
    }
    return text.append(pieces(random, random.nextInt(50))).toString();
  }

  private static String pieces(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(piece(random)).append(BLANKS.get(random.nextInt(BLANKS.size())));
    }
    return text.toString();
  }

  private static String piece(Random random) {
    return switch (random.nextInt(14)) {
      case 0 -> word(random);
      case 1 -> Character.toString(codePoint(random));
      default -> PIECES.get(random.nextInt(PIECES.size()));
    };
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int left = 1 + random.nextInt(18); left > 0; left--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  /** Any but half surrogates, which UTF-8 cannot hold. */
  private static int codePoint(Random random) {
    int any = random.nextInt(random.nextBoolean() ? 0x3000 : 0x110000);
    return any >= 0xD800 && any < 0xE000 ? ' ' : any;
  }
}
