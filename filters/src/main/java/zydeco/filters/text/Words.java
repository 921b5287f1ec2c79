package zydeco.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words of one text as datatrove counts them: spaCy's tokens, blanks left out; and its lines as
 * {@code str.splitlines} cuts them, because both need the same walk over the blanks. Used by one
 * thread, filled again for each text.
 */
public final class Words {
  private static final int FIRST_SIZE = 1 << 12;
  private static final int KEPT = 1 << 20;
  private static final int[] MARK_FACTS = markFacts();

  private final Lexicon lexicon;
  private final RunCache cache;
  private final PhraseRepair repair;
  private final boolean simple;
  private final BlankMask mask = new BlankMask();
  private final LetterRuns letterRuns = new LetterRuns();
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

  Words(Lexicon lexicon) {
    this.lexicon = lexicon;
    this.cache = lexicon.latest();
    this.repair = new PhraseRepair(lexicon.rules().phrases());
    this.simple = lexicon.rules().isEnglish();
  }

  private static int[] markFacts() {
    int[] facts = new int[128];
    for (byte octet = 0; octet >= 0; octet++) {
      facts[octet] = Facts.ofWord(new byte[] {octet, 0, 0, 0}, 0, 1);
    }
    return facts;
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
    clear(length);
    boolean inRun = false;
    int runStart = 0;
    int runEnd = 0;
    for (int base = 0; base < length; base += 64) {
      int left = length - base;
      long filled = ~mask.of(bytes, base, length) & (left >= 64 ? -1L : (1L << left) - 1);
      long edges = filled ^ (filled << 1 | (inRun ? 1 : 0));
      if (simple) {
        letterRuns.next(bytes, base);
      }
      for (; edges != 0; edges &= edges - 1) {
        int at = base + Long.numberOfTrailingZeros(edges);
        if (inRun) {
          int gap = gap(bytes, runEnd, runStart);
          int wordFacts = simple ? letterRuns.facts(bytes, runStart, at, base) : LetterRuns.NONE;
          if (wordFacts >= 0) {
            letters(bytes, runStart, at, wordFacts, gap);
          } else {
            run(bytes, runStart, at, gap);
          }
          runEnd = at;
        } else {
          runStart = at;
        }
        inRun = !inRun;
      }
    }
    if (inRun) {
      run(bytes, runStart, length, gap(bytes, runEnd, runStart));
      runEnd = length;
    }
    repair.apply(this);
    lines.blanks(bytes, runEnd, length, count);
    lines.finish(length, count);
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
    mask.restart();
    repair.restart(0);
  }

  /** What the blanks before a run are; makes room for it. */
  private int gap(byte[] bytes, int from, int to) {
    if (count + 3 > facts.length) {
      grow(count + 3);
    }
    if (to - from == 1 && bytes[from] == ' ') {
      return Facts.SPACED;
    }
    repair.apply(this);
    lines.blanks(bytes, from, to, count);
    return Facts.APART;
  }

  /**
   * Adds the word of letters of a run, and the mark behind it; without one, what it writes for it
   * is overwritten.
   */
  private void letters(byte[] bytes, int from, int to, int wordFacts, int gap) {
    lines.run(from, to, 0);
    int marked = wordFacts >>> 30;
    int length = to - from - marked;
    int at = bytesBefore[count];
    Hashing.put(joined, at, Hashing.word(bytes, from));
    Hashing.put(joined, at + 8, Hashing.word(bytes, from + 8));
    facts[count] = wordFacts & ~LetterRuns.WITH_MARK | gap;
    facts[count + 1] = MARK_FACTS[bytes[to - 1] & 0x7F];
    int characters = charactersBefore[count] + length;
    bytesBefore[count + 1] = at + length;
    charactersBefore[count + 1] = characters;
    bytesBefore[count + 2] = at + length + 1;
    charactersBefore[count + 2] = characters + 1;
    count += 1 + marked;
  }

  private void run(byte[] bytes, int from, int to, int gap) {
    int length = to - from;
    if (length > RunCache.LONGEST) {
      cutRun(bytes, from, to, gap);
      return;
    }
    long head = RunCache.head(bytes, from, length);
    long tail = RunCache.tail(bytes, from, length);
    int slot = RunCache.slot(head, tail);
    if (cache.has(slot, head, tail, length)) {
      knownRun(bytes, from, to, gap, slot);
      return;
    }
    int first = count;
    int runFacts = cutRun(bytes, from, to, gap);
    if (count - first <= 2 && (runFacts & (Facts.MARKS | Facts.PHRASE)) == 0) {
      remember(slot, head, tail, runFacts, first, gap);
    }
  }

  /** Adds the one or two words of a run; what it writes for a second is overwritten otherwise. */
  private void knownRun(byte[] bytes, int from, int to, int gap, int slot) {
    long known = cache.facts(slot);
    long rest = cache.rest(slot);
    lines.run(from, to, phrases(bytes, from, to, (int) (known >>> 32)));
    int at = bytesBefore[count];
    Hashing.put(joined, at, Hashing.word(bytes, from));
    Hashing.put(joined, at + 8, Hashing.word(bytes, from + 8));
    int middle = at + RunCache.firstBytes(rest);
    int characters = charactersBefore[count] + RunCache.firstCharacters(rest);
    facts[count] = (int) known | gap;
    facts[count + 1] = (int) rest;
    bytesBefore[count + 1] = middle;
    charactersBefore[count + 1] = characters;
    bytesBefore[count + 2] = middle + RunCache.secondBytes(rest);
    charactersBefore[count + 2] = characters + RunCache.secondCharacters(rest);
    count += 1 + (-RunCache.secondBytes(rest) >>> 31);
  }

  private void remember(int slot, long head, long tail, int runFacts, int word, int gap) {
    boolean two = count > word + 1;
    long known = (long) runFacts << 32 | facts[word] & ~gap;
    cache.put(
        slot,
        head,
        tail,
        known,
        numbers(word),
        two ? numbers(word + 1) : 0,
        two ? facts[word + 1] : 0);
  }

  private int numbers(int word) {
    return RunCache.numbers(
        bytesBefore[word + 1] - bytesBefore[word],
        charactersBefore[word + 1] - charactersBefore[word]);
  }

  private static int phrases(byte[] bytes, int from, int to, int runFacts) {
    boolean may = (runFacts & Facts.PHRASE_END) != 0;
    return may ? runFacts | C4Text.phrasesAt(bytes, from, to) : runFacts;
  }

  /** Cuts a run; returns its facts. */
  private int cutRun(byte[] bytes, int from, int to, int gap) {
    System.arraycopy(bytes, from, joined, bytesBefore[count], to - from);
    int run = lexicon.run(bytes, from, to);
    int runFacts = lexicon.facts(run);
    lines.run(from, to, phrases(bytes, from, to, runFacts));
    if ((runFacts & Facts.MARKS) != 0) {
      marks(bytes, from, to);
    }
    if ((runFacts & Facts.PHRASE) != 0) {
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
    return runFacts;
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
