package zydeco.dedup.minhash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShinglerTest {
  private static final String[] ALPHABET = {"a", "b", "Z", " ", ".", "\n", "é", "中", "😀", "ß"};

  private static List<Integer> shingles(Shingler.Unit unit, int size, String text) {
    List<Integer> hashes = new ArrayList<>();
    long count =
        unit.open(size)
            .shingle(
                text.getBytes(StandardCharsets.UTF_8),
                (buffer, n) -> {
                  for (int i = 0; i < n; i++) {
                    hashes.add(buffer[i]);
                  }
                });
    assertThat(count).isEqualTo(hashes.size());
    return hashes;
  }

  private static String random(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }

  /** Equal grams must have equal hashes and unlike grams, in so few, unlike ones. */
  private static void assertStandFor(List<String> grams, List<Integer> hashes) {
    assertThat(hashes).hasSameSizeAs(grams);
    Map<String, Integer> hashOf = new HashMap<>();
    Map<Integer, String> gramOf = new HashMap<>();
    for (int i = 0; i < grams.size(); i++) {
      assertThat(hashOf.computeIfAbsent(grams.get(i), g -> 0)).isNotNull();
      hashOf.put(grams.get(i), hashes.get(i));
      String known = gramOf.putIfAbsent(hashes.get(i), grams.get(i));
      assertThat(known == null || known.equals(grams.get(i))).isTrue();
    }
    for (int i = 0; i < grams.size(); i++) {
      assertThat(hashes.get(i)).isEqualTo(hashOf.get(grams.get(i)));
    }
  }

  @Test
  void shingle_charactersOfAnyLength_equalsTwin() {
    SplittableRandom random = new SplittableRandom(1);
    for (int size : new int[] {1, 2, 5, 25, 64, 65, 200}) {
      for (int round = 0; round < 20; round++) {
        String text = random(random, random.nextInt(400));
        int[] points = text.codePoints().toArray();
        List<String> grams = new ArrayList<>();
        for (int i = 0; i + size <= points.length; i++) {
          grams.add(new String(points, i, size));
        }
        List<Integer> hashes = shingles(Shingler.Unit.CHAR, size, text);
        assertStandFor(grams, hashes);
        for (int i = 0; i < grams.size(); i += 37) {
          assertThat(shingles(Shingler.Unit.CHAR, size, grams.get(i)))
              .containsExactly(hashes.get(i));
        }
      }
    }
  }

  @Test
  void shingle_wordsOfAnyLength_equalsTwin() {
    SplittableRandom random = new SplittableRandom(2);
    for (int size : new int[] {1, 2, 3, 5, 13, 16, 17}) {
      for (int round = 0; round < 20; round++) {
        String text = random(random, random.nextInt(900));
        List<String> words = new ArrayList<>(List.of(text.split("[\\x00-\\x20]+")));
        words.removeIf(String::isEmpty);
        List<String> grams = new ArrayList<>();
        for (int i = 0; i + size <= words.size(); i++) {
          grams.add(String.join(" ", words.subList(i, i + size)));
        }
        List<Integer> hashes = shingles(Shingler.Unit.WORD, size, text);
        assertStandFor(grams, hashes);
        for (int i = 0; i < grams.size(); i += 17) {
          assertThat(shingles(Shingler.Unit.WORD, size, grams.get(i)))
              .containsExactly(hashes.get(i));
        }
      }
    }
  }

  @Test
  void shingle_wordsOfManyBlocks_equalTwin() {
    SplittableRandom random = new SplittableRandom(7);
    for (int longest : new int[] {1, 3, 20, 70}) {
      StringBuilder text = new StringBuilder();
      List<String> words = new ArrayList<>();
      for (int i = 0; i < 9000; i++) {
        StringBuilder word = new StringBuilder();
        for (int length = 1 + random.nextInt(longest); length > 0; length--) {
          word.append((char) ('a' + random.nextInt(26)));
        }
        words.add(word.toString());
        text.append(word).append(" ".repeat(1 + random.nextInt(longest)));
      }
      List<String> grams = new ArrayList<>();
      for (int i = 0; i + 5 <= words.size(); i++) {
        grams.add(String.join(" ", words.subList(i, i + 5)));
      }
      assertStandFor(grams, shingles(Shingler.Unit.WORD, 5, text.toString()));
    }
  }

  @Test
  void shingle_wordsOfEveryLengthAtEveryPlace_dependOnTheirBytesAlone() {
    for (int length = 1; length < 40; length++) {
      String word = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG".substring(0, length);
      List<Integer> alone = shingles(Shingler.Unit.WORD, 1, word);
      for (int pad = 1; pad < 70; pad++) {
        assertThat(shingles(Shingler.Unit.WORD, 1, " ".repeat(pad) + word + "\n".repeat(pad % 9)))
            .isEqualTo(alone);
      }
    }
  }

  @Test
  void shingle_longerThanTheBuffer_isSentWhole() {
    String text = random(new SplittableRandom(3), 3 * Shingler.BUFFER);
    int points = text.codePointCount(0, text.length());
    assertThat(shingles(Shingler.Unit.CHAR, 25, text)).hasSize(points - 24);
    String words = "w ".repeat(2 * Shingler.BUFFER);
    assertThat(shingles(Shingler.Unit.WORD, 5, words)).hasSize(2 * Shingler.BUFFER - 4);
  }

  @Test
  void shingle_shorterThanOne_isNone() {
    assertThat(shingles(Shingler.Unit.CHAR, 25, "")).isEmpty();
    assertThat(shingles(Shingler.Unit.CHAR, 25, "é".repeat(24))).isEmpty();
    assertThat(shingles(Shingler.Unit.CHAR, 25, "é".repeat(25))).hasSize(1);
    assertThat(shingles(Shingler.Unit.WORD, 5, "")).isEmpty();
    assertThat(shingles(Shingler.Unit.WORD, 5, " \n ")).isEmpty();
    assertThat(shingles(Shingler.Unit.WORD, 5, "one two three four")).isEmpty();
  }

  @Test
  void shingle_invalidUtf8_endsAndDependsOnContent() {
    byte[] bytes = new byte[500];
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 200; round++) {
      random.nextBytes(bytes);
      List<Integer> first = new ArrayList<>();
      Shingler shingler = new CharShingler(5);
      shingler.shingle(bytes, (buffer, n) -> first.add(java.util.Arrays.hashCode(buffer)));
      assertThat(first).isNotEmpty();
      new WordShingler(2).shingle(bytes, (buffer, n) -> {});
    }
  }

  @Test
  void shingle_pinned_neverChanges() {
    assertThat(shingles(Shingler.Unit.CHAR, 3, "héllo")).containsExactly(PIN_CHAR);
    assertThat(shingles(Shingler.Unit.WORD, 2, "to be or not")).containsExactly(PIN_WORD);
  }

  private static final Integer[] PIN_CHAR = {-1817559306, -1305899209, -1287406485};
  private static final Integer[] PIN_WORD = {-375284192, -1030322758, -1674356005};
}
