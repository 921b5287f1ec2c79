package zydeco.filters.badwords;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.ByteTrie;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.list.ListFile;
import zydeco.filters.list.Lists;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSet;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.LowerCase;
import zydeco.filters.text.Segments;
import zydeco.pipeline.stage.Bound;

/**
 * Words of a list that stand between characters of no word, or anywhere where a language is written
 * without blanks, as datatrove's C4BadWordsFilter does.
 */
public final class BadWords {
  /** Common parts of words that the origin takes out of every list. */
  private static final Set<String> ALLOWED = Set.of("sm", "グロ", "女の子", "性");

  /** The signal. */
  public static final List<Signal> ROWS =
      List.of(
          new Signal(
                  "c4-bad-word-count",
                  "words",
                  "0..",
                  "datatrove C4BadWordsFilter",
                  "Words and phrases of the list, in lower case, with a character of no word or an"
                      + " end of the text on either side; anywhere in languages without blanks"
                      + " between words. The list is that of the text's language, where the recipe"
                      + " gives it one.",
                  BadWords::count)
              .needing(Lists.BAD_WORDS));

  /** The rule. */
  public static final RuleSet RULES =
      new RuleSet(
          "c4-badwords",
          "datatrove 0.10.1 C4BadWordsFilter(keep_fraction=0) (Raffel et al. 2020)",
          List.of(new Rule("bad-word-count", "c4-bad-word-count", Bound.atMost(0))));

  private BadWords() {}

  private static double count(Segments s) {
    ByteTrie words = ListFile.once("bad words", s.lists().path(Lists.BAD_WORDS), BadWords::read);
    boolean anywhere = !s.isSpaced();
    LowerCase text = LowerCase.of(s);
    byte[] bytes = text.bytes();
    int[] count = {0};
    words.search(
        bytes,
        0,
        text.length(),
        (word, end) -> {
          if (anywhere || isApart(bytes, end - words.length(word), end, text.length())) {
            count[0]++;
          }
        });
    return count[0];
  }

  private static ByteTrie read(java.nio.file.Path file) {
    return new ByteTrie(
        ListFile.entries(file).stream()
            .map(BadWords::stripped)
            .filter(word -> !word.isEmpty() && !ALLOWED.contains(word))
            .distinct()
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toList());
  }

  /** An entry without the blanks at its ends that {@code str.strip} takes away. */
  private static String stripped(String entry) {
    byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
    int from = Blanks.stripStart(bytes, 0, bytes.length);
    int to = Blanks.stripEnd(bytes, from, bytes.length);
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static boolean isApart(byte[] bytes, int from, int to, int length) {
    boolean before = from == 0 || !isWord(bytes, Utf8.before(bytes, from, 0), length);
    return before && (to == length || !isWord(bytes, to, length));
  }

  private static boolean isWord(byte[] bytes, int at, int length) {
    return Characters.is(Utf8.at(bytes, at, length), Characters.WORD);
  }
}
