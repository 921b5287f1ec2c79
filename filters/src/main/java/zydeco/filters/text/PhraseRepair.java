package zydeco.filters.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import zydeco.filters.bytes.IntList;

/**
 * Puts {@link Phrases} together again in the words since the last break. As in spaCy the phrase of
 * most pieces wins, then the first, and one with other blanks in it wins too, but changes nothing.
 */
final class PhraseRepair {
  private record Match(int start, Phrases.Phrase phrase) {
    int end() {
      return start + phrase.pieces().size();
    }
  }

  /** Words to be: their bytes, the length of each, and what stands before it. */
  private static final class Cuts {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final IntList lengths = new IntList();
    final IntList gaps = new IntList();

    void add(String word, int gap) {
      byte[] encoded = word.getBytes(StandardCharsets.UTF_8);
      bytes.writeBytes(encoded);
      lengths.add(encoded.length);
      gaps.add(gap);
    }
  }

  private final Phrases phrases;

  private int from;
  private boolean wanted;

  PhraseRepair(Phrases phrases) {
    this.phrases = phrases;
  }

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
      Phrases.Phrase phrase = phrases.longest(texts, at);
      if (phrase != null) {
        matches.add(new Match(from + at, phrase));
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
    Cuts cuts = new Cuts();
    int at = from;
    for (Match match : matches) {
      if (fits(match, words)) {
        copy(words, at, match.start(), cuts);
        int gap = gap(words, match.start());
        for (String part : match.phrase().parts()) {
          cuts.add(part, gap);
          gap = 0;
        }
        at = match.end();
      }
    }
    copy(words, at, words.count(), cuts);
    words.recut(from, cuts.bytes.toByteArray(), cuts.lengths, cuts.gaps);
  }

  private static int gap(Words words, int at) {
    return words.facts()[at] & (Facts.SPACED | Facts.APART);
  }

  private static void copy(Words words, int start, int end, Cuts cuts) {
    for (int at = start; at < end; at++) {
      cuts.add(words.text(at, at + 1), gap(words, at));
    }
  }

  private static boolean fits(Match match, Words words) {
    for (int i = 1; i < match.phrase().pieces().size(); i++) {
      int wanted = match.phrase().spaced().get(i) ? Facts.SPACED : 0;
      if (gap(words, match.start() + i) != wanted) {
        return false;
      }
    }
    return true;
  }
}
