package zydeco.filters.redpajama;

import java.nio.file.Path;
import java.util.List;
import zydeco.filters.bytes.WordSet;
import zydeco.filters.list.ListFile;
import zydeco.filters.list.Lists;
import zydeco.filters.text.GramFacts;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;
import zydeco.filters.text.Tokens;

/** What RedPajama-V2's signals count in one text. */
final class RedpajamaText extends Reading {
  static final String STOP_WORDS = Lists.STOP_WORDS;
  static final String BAD_WORDS = Lists.BAD_WORDS;

  private final RawPass raw = new RawPass();
  private final NormalPass normal = new NormalPass();
  private final GramFacts grams = new GramFacts();
  private boolean gramsRead;

  static RedpajamaText of(Segments segments) {
    return segments.reading(RedpajamaText.class, RedpajamaText::new);
  }

  @Override
  protected void read(Segments segments) {
    gramsRead = false;
    WordSet stops =
        segments.lists().has(STOP_WORDS)
            ? ListFile.once("words", segments.lists().path(STOP_WORDS), RedpajamaText::words)
            : null;
    raw.read(segments.bytes(), segments.length(), stops);
    normal.read(segments.bytes(), segments.length());
  }

  private static WordSet words(Path file) {
    return new WordSet(ListFile.entries(file).stream().map(String::strip).toList());
  }

  RawPass raw() {
    return raw;
  }

  NormalPass normal() {
    return normal;
  }

  Tokens words() {
    return normal.tokens();
  }

  /** Sums over the n-grams of the words in normal form. */
  GramFacts grams() {
    if (!gramsRead) {
      gramsRead = true;
      grams.read(normal.tokens());
    }
    return grams;
  }

  /** Occurrences of {@code lorem ipsum} in the normal form. */
  int loremIpsum() {
    byte[] bytes = normal.bytes();
    int count = 0;
    int exact = 0;
    for (int word = 0; word + 1 < words().count(); word++) {
      int end = words().end(word);
      if (end - words().start(word) >= 5 && is(bytes, end - 5, "lorem")) {
        boolean same = is(bytes, end + 1, "ipsum");
        exact += same ? 1 : 0;
        count += same || isFoldedIpsum(words(), word + 1, bytes) ? 1 : 0;
      }
    }
    return exact == 0 ? 0 : count;
  }

  /** The origin counts in any case, where a dotless i is an i and a long s an s. */
  private static boolean isFoldedIpsum(Tokens words, int word, byte[] bytes) {
    int start = words.start(word);
    String text = new String(bytes, start, Math.min(16, words.end(word) - start), UTF_8);
    return text.replace('ı', 'i').replace('ſ', 's').startsWith("ipsum");
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  private static boolean is(byte[] bytes, int at, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The entropy of the distribution of words, in nats. */
  double entropy() {
    Tokens words = words();
    double total = words.count();
    double entropy = 0;
    for (int number = 0; number < words.distinct(); number++) {
      double share = words.occurrences(number) / total;
      entropy += -share * Math.log(share);
    }
    return entropy;
  }

  /** How many runs of words are entries of the list of bad words. */
  static int badWords(Segments segments) {
    Phrases phrases =
        ListFile.once("phrases", segments.lists().path(BAD_WORDS), RedpajamaText::phrases);
    RedpajamaText text = of(segments);
    Tokens words = text.words();
    byte[] bytes = text.normal().bytes();
    int count = 0;
    for (int n : phrases.sizes()) {
      for (int word = 0; word + n <= words.count(); word++) {
        boolean bad = phrases.words().has(bytes, words.start(word), words.end(word + n - 1));
        count += bad ? 1 : 0;
      }
    }
    return count;
  }

  private record Phrases(WordSet words, List<Integer> sizes) {}

  private static Phrases phrases(Path file) {
    List<String> entries = ListFile.entries(file).stream().map(String::strip).toList();
    List<Integer> sizes =
        entries.stream()
            .map(entry -> 1 + (int) entry.chars().filter(c -> c == ' ').count())
            .distinct()
            .sorted()
            .toList();
    return new Phrases(new WordSet(entries), sizes);
  }
}
