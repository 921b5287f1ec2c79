package zydeco.filters.text;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.list.Lists;
import zydeco.pipeline.document.Document;

/**
 * The lines, paragraphs, words and n-grams of one text, each found at most once, when first asked
 * for. Owned by one thread; {@link #of} forgets the text before and uses its buffers again.
 */
public final class Segments {
  private static final int PADDING = 64;
  private static final int KEPT = 1 << 24;

  private final Lexicon lexicon;
  private final Words words;
  private final WordFacts wordFacts;
  private final NewlineLines newlineLines = new NewlineLines();
  private final Paragraphs paragraphs = new Paragraphs();
  private final LineEdges lineEdges = new LineEdges();
  private final Repeats repeats;
  private final C4Walk c4;
  private final C4Walk c4AnyEnding;
  private final Map<Class<?>, Reading> readings = new HashMap<>();
  private final Lists lists;
  private Document document;
  private byte[] bytes = new byte[1 << 14];
  private long current;
  private int length;
  private int characters;
  private int found;

  private static final int WORDS = 1;
  private static final int WORD_FACTS = 1 << 1;
  private static final int NEWLINE_LINES = 1 << 2;
  private static final int PARAGRAPHS = 1 << 3;
  private static final int LINE_EDGES = 1 << 4;
  private static final int REPEATS = 1 << 5;
  private static final int C4 = 1 << 6;
  private static final int CHARACTERS = 1 << 7;
  private static final int C4_ANY_ENDING = 1 << 8;

  /** Segments of English texts, for signals that need no list. */
  public Segments() {
    this(Lists.NONE);
  }

  /** Segments of English texts, for signals that read these lists. */
  public Segments(Lists lists) {
    this(lists, WordRules.ENGLISH);
  }

  /** Segments of texts whose words are cut by some rules, for signals that read these lists. */
  public Segments(Lists lists, WordRules rules) {
    this.lists = lists;
    lexicon = new Lexicon(rules);
    words = new Words(lexicon);
    wordFacts = new WordFacts(words);
    repeats = new Repeats(words);
    c4 = new C4Walk(words, true);
    c4AnyEnding = new C4Walk(words, false);
  }

  /** Takes a document: its text, and what else signals may look at; returns this. */
  public Segments of(Document whole) {
    of(whole.text());
    document = whole;
    return this;
  }

  /** Takes a text of valid UTF-8 with nothing beside it; returns this. */
  public Segments of(byte[] text) {
    document = null;
    if (bytes.length < text.length + PADDING || bytes.length > KEPT) {
      bytes = new byte[Math.max(1 << 14, text.length + text.length / 4 + PADDING)];
    }
    System.arraycopy(text, 0, bytes, 0, text.length);
    java.util.Arrays.fill(bytes, text.length, text.length + PADDING, (byte) 0);
    length = text.length;
    found = 0;
    current++;
    lexicon.tidy();
    return this;
  }

  private boolean first(int what) {
    boolean first = (found & what) == 0;
    found |= what;
    return first;
  }

  /** The reading of a kind, made at its first use. */
  public <T extends Reading> T reading(Class<T> kind, Supplier<T> maker) {
    T reading = kind.cast(readings.computeIfAbsent(kind, unused -> maker.get()));
    reading.ensure(this, current);
    return reading;
  }

  /** The lists that the recipe names. */
  public Lists lists() {
    return lists;
  }

  /** Whether the text's language is written with blanks between words. */
  public boolean isSpaced() {
    return lexicon.rules().isSpaced();
  }

  /** The document, or null where there is only a text. */
  public Document document() {
    return document;
  }

  /** The text, with at least 64 zeros behind it. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bytes of UTF-8. */
  public int length() {
    return length;
  }

  /** Code points. */
  public int characters() {
    if (first(CHARACTERS)) {
      characters = Utf8.count(bytes, 0, length);
    }
    return characters;
  }

  /** Words and Python lines. */
  public Words words() {
    if (first(WORDS)) {
      words.read(bytes, length);
    }
    return words;
  }

  /** Counts over the words. */
  public WordFacts wordFacts() {
    if (first(WORD_FACTS)) {
      words();
      wordFacts.read();
    }
    return wordFacts;
  }

  /** Lines between newlines. */
  public NewlineLines newlineLines() {
    if (first(NEWLINE_LINES)) {
      newlineLines.read(bytes, length, characters() == length);
    }
    return newlineLines;
  }

  /** Paragraphs between two newlines or more. */
  public Paragraphs paragraphs() {
    if (first(PARAGRAPHS)) {
      paragraphs.read(bytes, length);
    }
    return paragraphs;
  }

  /** How Python lines begin and end. */
  public LineEdges lineEdges() {
    if (first(LINE_EDGES)) {
      lineEdges.read(bytes, words().textLines());
    }
    return lineEdges;
  }

  /** Repeated n-grams of words. */
  public Repeats repeats() {
    if (first(REPEATS)) {
      words();
      repeats.read();
    }
    return repeats;
  }

  /** What C4's line rules leave of the text. */
  public C4Walk c4() {
    if (first(C4)) {
      words();
      c4.read(bytes);
    }
    return c4;
  }

  /** The same without the rule on how a line ends, as FineWeb ran it. */
  public C4Walk c4AnyEnding() {
    if (first(C4_ANY_ENDING)) {
      words();
      c4AnyEnding.read(bytes);
    }
    return c4AnyEnding;
  }
}
