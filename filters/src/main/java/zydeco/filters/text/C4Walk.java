package zydeco.filters.text;

import java.util.Arrays;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.IntList;
import zydeco.filters.splitter.LineSentences;

/**
 * C4's line rules over one text in datatrove's order, up to the line that drops the page. A line is
 * one of {@code str.splitlines} without blanks at its ends.
 */
public final class C4Walk {
  private static final int FEWEST_WORDS = 3;
  private static final int PADDING = 64;

  private final Words words;
  private final LineSentences own;
  private final boolean needsPunctuation;
  private final IntList kept = new IntList();
  private Words lineWords;
  private byte[] text;
  private byte[] scratch = new byte[0];
  private int sentences;
  private boolean loremIpsum;
  private boolean curlyBracket;
  private int longRunLines;
  private int unpunctuatedLines;
  private int fewWordLines;
  private int javascriptLines;
  private int policyLines;
  private int lines;

  C4Walk(Words words, boolean needsPunctuation) {
    this.words = words;
    this.own = words.rules().sentences();
    this.needsPunctuation = needsPunctuation;
  }

  void read(byte[] bytes) {
    text = bytes;
    kept.clear();
    sentences = 0;
    loremIpsum = false;
    curlyBracket = false;
    longRunLines = 0;
    unpunctuatedLines = 0;
    fewWordLines = 0;
    javascriptLines = 0;
    policyLines = 0;
    lines = 0;
    TextLines textLines = words.textLines();
    while (lines < textLines.count() && !loremIpsum && !curlyBracket) {
      line(textLines, lines++);
    }
  }

  private void line(TextLines textLines, int line) {
    int facts = textLines.facts(line);
    if ((facts & Facts.LONG_RUN) != 0) {
      longRunLines++;
      return;
    }
    int from = Math.max(0, textLines.start(line));
    int to = Math.max(0, textLines.end(line));
    if ((facts & Facts.SQUARE_BRACKET) != 0 && changes(from, to)) {
      changedLine(line, textLines.runs(line), from, to);
    } else if (rules(text, from, to, textLines.runs(line), facts)) {
      sentences += own == null ? words.sentences(line) : own.count(text, from, to);
      kept.add(line);
    }
  }

  private boolean changes(int from, int to) {
    if (scratch.length < to - from + PADDING || scratch.length > 1 << 24) {
      scratch = new byte[to - from + to / 4 + PADDING];
    }
    return C4Text.withoutCitations(text, from, to, scratch, 0) < to - from;
  }

  private void changedLine(int line, int runs, int from, int to) {
    int end = C4Text.withoutCitations(text, from, to, scratch, 0);
    Arrays.fill(scratch, end, end + PADDING, (byte) 0);
    int facts = C4Text.lineFacts(scratch, 0, end);
    if (!rules(scratch, 0, end, runs, facts)) {
      return;
    }
    kept.add(line);
    if (own != null) {
      sentences += own.count(scratch, 0, end);
    } else {
      lineWords = lineWords == null ? new Words(words.lexicon()) : lineWords;
      lineWords.read(scratch, end);
      int behind = end - Blanks.stripEnd(scratch, 0, end);
      boolean token = behind > 1 || behind == 1 && scratch[end - 1] != ' ';
      sentences += Sentences.ofLine(lineWords, token);
    }
  }

  /** Whether a line is kept; counts it where it is not. */
  private boolean rules(byte[] bytes, int from, int to, int runs, int facts) {
    if (needsPunctuation && !C4Text.isPunctuated(bytes, from, to)) {
      unpunctuatedLines++;
    } else if (runs < FEWEST_WORDS) {
      fewWordLines++;
    } else if ((facts & Facts.LOREM_IPSUM) != 0) {
      loremIpsum = true;
    } else if ((facts & Facts.JAVASCRIPT) != 0) {
      javascriptLines++;
    } else if ((facts & Facts.CURLY_BRACKET) != 0) {
      curlyBracket = true;
    } else if ((facts & Facts.POLICY) != 0) {
      policyLines++;
    } else {
      return true;
    }
    return false;
  }

  /** Lines looked at. */
  public int lines() {
    return lines;
  }

  /** Lines with more than 1,000 characters between blanks. */
  public int longRunLines() {
    return longRunLines;
  }

  /** Lines without terminal punctuation. */
  public int unpunctuatedLines() {
    return unpunctuatedLines;
  }

  /** Lines of fewer than three runs between blanks. */
  public int fewWordLines() {
    return fewWordLines;
  }

  /** Lines with "javascript". */
  public int javascriptLines() {
    return javascriptLines;
  }

  /** Lines with a phrase of cookie banners and terms of use. */
  public int policyLines() {
    return policyLines;
  }

  /** Lines that stay. */
  public int keptLines() {
    return kept.size();
  }

  /** Sentences on kept lines, by spaCy's sentencizer or the language's own rules. */
  public int sentences() {
    return sentences;
  }

  /** Whether a line with "lorem ipsum" ended the walk. */
  public boolean loremIpsum() {
    return loremIpsum;
  }

  /** Whether a line with a curly bracket ended the walk. */
  public boolean curlyBracket() {
    return curlyBracket;
  }

  /** The kept lines, citations removed, joined by newlines, without blanks at the ends. */
  public byte[] keptText() {
    TextLines textLines = words.textLines();
    int room = PADDING;
    for (int i = 0; i < kept.size(); i++) {
      room += textLines.end(kept.get(i)) - textLines.start(kept.get(i)) + 1;
    }
    byte[] joined = new byte[room];
    int end = 0;
    for (int i = 0; i < kept.size(); i++) {
      if (i > 0) {
        joined[end++] = '\n';
      }
      int line = kept.get(i);
      end = C4Text.withoutCitations(text, textLines.start(line), textLines.end(line), joined, end);
    }
    int from = Blanks.stripStart(joined, 0, end);
    return Arrays.copyOfRange(joined, from, Blanks.stripEnd(joined, from, end));
  }
}
