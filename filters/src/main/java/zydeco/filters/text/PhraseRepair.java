package zydeco.filters.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts {@link Phrases} together again in the words since the last break. As in spaCy the phrase of
 * most pieces wins, then the first, and one with a blank in it wins too, but changes nothing.
 */
final class PhraseRepair {
  private record Match(int start, int end, int[] parts) {}

  private int from;
  private boolean wanted;

  void restart(int at) {
    from = at;
    wanted = false;
  }

  /** Says that a phrase is among the words to come. */
  void want() {
    wanted = true;
  }

  /** Mends the words since the last call. */
  void apply(Words words) {
    if (wanted) {
      mend(chosen(matches(words), words.count()), words);
    }
    restart(words.count());
  }

  private List<Match> matches(Words words) {
    List<String> texts = new ArrayList<>();
    for (int at = from; at < words.count(); at++) {
      texts.add(words.text(at, at + 1));
    }
    List<Match> matches = new ArrayList<>();
    for (int at = 0; at < texts.size(); at++) {
      Phrases.Phrase phrase = Phrases.longest(texts, at);
      if (phrase != null) {
        matches.add(new Match(from + at, from + at + phrase.pieces().size(), phrase.parts()));
      }
    }
    return matches;
  }

  private List<Match> chosen(List<Match> matches, int size) {
    matches.sort(
        Comparator.<Match>comparingInt(match -> match.start() - match.end())
            .thenComparingInt(Match::start));
    boolean[] seen = new boolean[size - from];
    List<Match> chosen = new ArrayList<>();
    for (Match match : matches) {
      if (!seen[match.start() - from] && !seen[match.end() - 1 - from]) {
        chosen.add(match);
      }
      for (int at = match.start(); at < match.end(); at++) {
        seen[at - from] = true;
      }
    }
    chosen.sort(Comparator.comparingInt(Match::start));
    return chosen;
  }

  private void mend(List<Match> matches, Words words) {
    IntList lengths = new IntList();
    IntList gaps = new IntList();
    int at = from;
    for (Match match : matches) {
      if (isJoined(match, words)) {
        copy(words, at, match.start(), lengths, gaps);
        int gap = gap(words, match.start());
        for (int part : match.parts()) {
          lengths.add(part);
          gaps.add(gap);
          gap = 0;
        }
        at = match.end();
      }
    }
    copy(words, at, words.count(), lengths, gaps);
    words.recut(from, lengths, gaps);
  }

  private static int gap(Words words, int at) {
    return words.facts()[at] & (Facts.SPACED | Facts.APART);
  }

  private static void copy(Words words, int start, int end, IntList lengths, IntList gaps) {
    int[] bytesBefore = words.bytesBefore();
    for (int at = start; at < end; at++) {
      lengths.add(bytesBefore[at + 1] - bytesBefore[at]);
      gaps.add(gap(words, at));
    }
  }

  private static boolean isJoined(Match match, Words words) {
    for (int at = match.start() + 1; at < match.end(); at++) {
      if (gap(words, at) != 0) {
        return false;
      }
    }
    return true;
  }
}
