package zydeco.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.WordList;

/**
 * The words of one text as datatrove counts them: spaCy's tokens, blanks left out; and its lines as
 * {@code str.splitlines} cuts them, because both need the same walk over the blanks. Used by one
 * thread, filled again for each text.
 */
public final class Words {
  private static final int FIRST_SIZE = 1 << 12;
  private static final int KEPT = 1 << 20;

  private final Lexicon lexicon;
  private final RunCache cache;
  private final PhraseRepair repair;
  private final Runs runs;
  private final TextSplitter whole;
  private final WordList wholeWords = new WordList();
  private final TextLines lines = new TextLines();
  private byte[] joined = new byte[1 << 14];
  private int[] bytesBefore = new int[FIRST_SIZE + 1];
  private int[] charactersBefore = new int[FIRST_SIZE + 1];
  private int[] facts = new int[FIRST_SIZE];
  private int count;
  private final IntList sentences = new IntList();
  private int counted;
  private int hashes;
  private int ellipses;
  private int runFacts;

  Words(Lexicon lexicon) {
    this.lexicon = lexicon;
    this.cache = lexicon.latest();
    this.repair = new PhraseRepair(lexicon.rules().phrases());
    this.runs = new Runs(cache, lexicon.rules().isEnglish());
    this.whole = lexicon.rules().textSplitter();
  }

  Lexicon lexicon() {
    return lexicon;
  }

  WordRules rules() {
    return lexicon.rules();
  }

  /** How many words there are, punctuation marks among them. */
  public int count() {
    return count;
  }

  /** How many lines {@code str.splitlines} finds. */
  public int lines() {
    return lines.count();
  }

  TextLines textLines() {
    return lines;
  }

  /** All words, one behind the other, padded. */
  byte[] joined() {
    return joined;
  }

  /** Where each word starts in {@link #joined}, and behind them where the last ends. */
  int[] bytesBefore() {
    return bytesBefore;
  }

  /** Code points before each word, and behind them those of all. */
  int[] charactersBefore() {
    return charactersBefore;
  }

  /** {@link Facts} of each word. */
  int[] facts() {
    return facts;
  }

  /** Sentences of a line. */
  int sentences(int line) {
    while (counted <= line) {
      int after = counted + 1 < lines.count() ? lines.firstWord(counted + 1) : count;
      sentences.add(Sentences.count(this, lines.firstWord(counted), after));
      counted++;
    }
    return sentences.get(line);
  }

  /** Number signs in the text. */
  public int hashes() {
    return hashes;
  }

  /** Ellipses in the text, three dots or U+2026. */
  public int ellipses() {
    return ellipses;
  }

  /** The texts of all words. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(i, i + 1));
    }
    return texts;
  }

  /** Words of a range, joined. */
  String text(int from, int to) {
    int start = bytesBefore[from];
    return new String(joined, start, bytesBefore[to] - start, StandardCharsets.UTF_8);
  }

  void read(byte[] bytes, int length) {
    readRuns(bytes, length);
    if (whole != null) {
      readWhole(bytes, length);
    }
  }

  private void readRuns(byte[] bytes, int length) {
    clear(length);
    runs.restart(bytes, length);
    while (runs.next()) {
      take(bytes);
    }
    repair.apply(this);
    lines.blanks(bytes, runs.end(), length, count);
    lines.finish(length, count);
  }

  /** Puts the words of the whole text in the place of its runs. */
  private void readWhole(byte[] bytes, int length) {
    wholeWords.restart(length);
    whole.split(bytes, length, wholeWords);
    recut(0, wholeWords.content(), wholeWords.lengths(), wholeWords.gaps());
  }

  /** Adds the words of the listed runs. */
  private void take(byte[] bytes) {
    int[] edges = runs.edges();
    int from = 0;
    int gap = Facts.SPACED;
    for (int i = 0; i < runs.breakCount(); i++) {
      int to = runs.breaks()[i];
      add(bytes, from, to, gap);
      repair.apply(this);
      lines.blanks(bytes, edges[2 * to], edges[2 * to + 1], count);
      from = to;
      gap = Facts.APART;
    }
    add(bytes, from, runs.count(), gap);
  }

  private void clear(int length) {
    if (facts.length > KEPT) {
      bytesBefore = new int[FIRST_SIZE + 1];
      charactersBefore = new int[FIRST_SIZE + 1];
      facts = new int[FIRST_SIZE];
    }
    if (joined.length < length + 32 || joined.length > 16 * KEPT) {
      joined = new byte[Math.max(1 << 14, length + length / 4 + 32)];
    }
    count = 0;
    counted = 0;
    sentences.clear();
    hashes = 0;
    ellipses = 0;
    lines.restart();
    repair.restart(0);
  }

  /** Adds the words of some of the listed runs, between which single blanks stand. */
  private void add(byte[] bytes, int first, int after, int gap) {
    if (first == after) {
      return;
    }
    int[] edges = runs.edges();
    runFacts = 0;
    int run = addKnown(bytes, first, after, gap);
    while (run < after) {
      int before = run == first ? gap : Facts.SPACED;
      runFacts |= addUnknown(bytes, edges[2 * run + 1], edges[2 * run + 2], before);
      run = addKnown(bytes, run + 1, after, Facts.SPACED);
    }
    lines.runs(edges[2 * first + 1], edges[2 * after], after - first, runFacts);
  }

  /**
   * Adds the one or two words of runs that are known; what it writes for a second is overwritten
   * otherwise. Returns the first that is not known.
   */
  private int addKnown(byte[] bytes, int first, int after, int firstGap) {
    if (count + 2 * (after - first) > facts.length) {
      grow(count + 2 * (after - first));
    }
    int[] edges = runs.edges();
    long[] known = runs.known();
    long[] rests = runs.rest();
    byte[] content = joined;
    int[] wordFacts = facts;
    int[] wordBytes = bytesBefore;
    int[] wordCharacters = charactersBefore;
    int gap = firstGap;
    int word = count;
    int at = bytesBefore[word];
    int characters = charactersBefore[word];
    long all = 0;
    int run = first;
    for (; run < after && rests[run] != 0; run++) {
      int from = edges[2 * run + 1];
      long fact = known[run];
      long rest = rests[run];
      Hashing.put(content, at, Hashing.word(bytes, from));
      Hashing.put(content, at + 8, Hashing.word(bytes, from + 8));
      wordFacts[word] = (int) fact | gap;
      wordFacts[word + 1] = (int) rest;
      at += RunCache.firstBytes(rest);
      characters += RunCache.firstCharacters(rest);
      wordBytes[word + 1] = at;
      wordCharacters[word + 1] = characters;
      at += RunCache.secondBytes(rest);
      characters += RunCache.secondCharacters(rest);
      wordBytes[word + 2] = at;
      wordCharacters[word + 2] = characters;
      word += 1 + (-RunCache.secondBytes(rest) >>> 31);
      all |= fact;
      gap = Facts.SPACED;
    }
    count = word;
    int found = (int) (all >>> 32);
    runFacts |= (found & Facts.PHRASE_END) != 0 ? found | phrases(bytes, first, run) : found;
    return run;
  }

  /** The facts of runs that are known, of phrases that they end. */
  private int phrases(byte[] bytes, int first, int after) {
    int[] edges = runs.edges();
    int found = 0;
    for (int run = first; run < after; run++) {
      int facts = (int) (runs.known()[run] >>> 32);
      found |= phrases(bytes, edges[2 * run + 1], edges[2 * run + 2], facts);
    }
    return found;
  }

  private static int phrases(byte[] bytes, int from, int to, int runFacts) {
    boolean may = (runFacts & Facts.PHRASE_END) != 0;
    return may ? C4Text.phrasesAt(bytes, from, to) : 0;
  }

  /** Adds the words of a run that was not known; returns its facts. */
  private int addUnknown(byte[] bytes, int from, int to, int gap) {
    int first = count;
    int found = cutRun(bytes, from, to, gap);
    if (to - from <= RunCache.LONGEST
        && count - first <= 2
        && (found & (Facts.MARKS | Facts.PHRASE)) == 0) {
      remember(bytes, from, to - from, found, first, gap);
    }
    return found | phrases(bytes, from, to, found);
  }

  private void remember(byte[] bytes, int from, int length, int found, int word, int gap) {
    boolean two = count > word + 1;
    cache.put(
        RunCache.head(bytes, from, length),
        RunCache.tail(bytes, from, length),
        (long) found << 32 | facts[word] & ~gap,
        numbers(word),
        two ? numbers(word + 1) : 0,
        two ? facts[word + 1] : 0);
  }

  private int numbers(int word) {
    return RunCache.numbers(
        bytesBefore[word + 1] - bytesBefore[word],
        charactersBefore[word + 1] - charactersBefore[word]);
  }

  /** Cuts a run; returns its facts. */
  private int cutRun(byte[] bytes, int from, int to, int gap) {
    System.arraycopy(bytes, from, joined, bytesBefore[count], to - from);
    int run = lexicon.run(bytes, from, to);
    int found = lexicon.facts(run);
    if ((found & Facts.MARKS) != 0) {
      marks(bytes, from, to);
    }
    if ((found & Facts.PHRASE) != 0) {
      repair.want();
    }
    int[] pieces = lexicon.pieces();
    int piece = lexicon.piecesOf(run);
    int words = pieces[piece++];
    if (count + words > facts.length) {
      grow(count + words);
    }
    add(pieces[piece], pieces[piece + 1], pieces[piece + 2] | gap);
    for (int i = 1; i < words; i++) {
      piece += 3;
      add(pieces[piece], pieces[piece + 1], pieces[piece + 2]);
    }
    return found;
  }

  private void add(int bytes, int characters, int wordFacts) {
    facts[count] = wordFacts;
    bytesBefore[count + 1] = bytesBefore[count] + bytes;
    charactersBefore[count + 1] = charactersBefore[count] + characters;
    count++;
  }

  private void grow(int needed) {
    int size = Math.max(needed, 2 * facts.length);
    facts = Arrays.copyOf(facts, size);
    bytesBefore = Arrays.copyOf(bytesBefore, size + 1);
    charactersBefore = Arrays.copyOf(charactersBefore, size + 1);
  }

  /** Puts other words in the place of those from an index on, of no more bytes than the text. */
  void recut(int index, byte[] content, IntList lengths, IntList gaps) {
    count = index;
    if (count + lengths.size() > facts.length) {
      grow(count + lengths.size());
    }
    System.arraycopy(content, 0, joined, bytesBefore[count], content.length);
    for (int i = 0; i < lengths.size(); i++) {
      int start = bytesBefore[count];
      int end = start + lengths.get(i);
      add(
          lengths.get(i),
          Utf8.count(joined, start, end),
          lexicon.rules().factsOf(joined, start, end) | gaps.get(i));
    }
  }

  private void marks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      hashes += bytes[at] == '#' ? 1 : 0;
      boolean ellipsis = at + 3 <= to && C4Text.isEllipsis(bytes, at);
      ellipses += ellipsis ? 1 : 0;
      at += ellipsis ? 3 : 1;
    }
  }
}
