package zydeco.filters.text;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.function.Supplier;

/** How the words of a language are cut, and which are its stop words. Any thread may ask. */
public final class WordRules {
  /** English as spaCy's {@code en} cuts it, with Gopher's eight stop words. */
  public static final WordRules ENGLISH = new WordRules(AffixSplitter::english, null, null);

  /** The rules of spaCy's {@code xx}, which know no language; no stop words. */
  public static final WordRules GENERAL = new WordRules(AffixSplitter::general, null, null);

  /**
   * Unicode's word boundaries with ICU's dictionaries of Chinese, Japanese, Thai, Lao, Khmer and
   * Burmese; no stop words.
   */
  public static final WordRules UNICODE = new WordRules(UnicodeSplitter::new, null, null);

  private final Supplier<Splitter> splitters;
  private final Phrases phrases;
  private final ByteWords stopWords;

  private WordRules(Supplier<Splitter> splitters, Phrases phrases, ByteWords stopWords) {
    this.splitters = splitters;
    this.phrases = phrases == null ? new Phrases(splitters.get()) : phrases;
    this.stopWords = stopWords;
  }

  /**
   * The rules in a file that spaCy's {@code tokenizer.to_disk} wrote; no stop words. Throws
   * IllegalArgumentException, with the cause in words, where it is no such file.
   */
  public static WordRules ofSpacy(Path file) {
    SpacyRules rules = SpacyRules.read(file);
    return new WordRules(() -> new SpacySplitter(rules), null, null);
  }

  /** The same rules with other stop words, which are compared as they are written. */
  public WordRules withStopWords(Collection<String> words) {
    return new WordRules(
        splitters, phrases, new ByteWords(words.stream().distinct().toArray(String[]::new)));
  }

  /** Whether these are the rules and the stop words of English. */
  boolean isEnglish() {
    return this == ENGLISH;
  }

  boolean hasStopWords() {
    return isEnglish() || stopWords != null;
  }

  Splitter splitter() {
    return splitters.get();
  }

  Phrases phrases() {
    return phrases;
  }

  /**
   * {@link Facts} of a word; where this is not English, the first bit says that it is a stop word.
   */
  int factsOf(byte[] bytes, int from, int to) {
    int facts = Facts.ofWord(bytes, from, to);
    if (isEnglish()) {
      return facts;
    }
    boolean stop = stopWords != null && stopWords.has(bytes, from, to);
    return facts & ~Facts.STOPS | (stop ? 1 : 0);
  }

  /** How many of the stop words occur among words that are cut by these rules; -1: it has none. */
  int distinctStopWords(Words words) {
    if (stopWords == null) {
      return -1;
    }
    BitSet seen = new BitSet();
    int[] starts = words.bytesBefore();
    for (int word = 0; word < words.count(); word++) {
      if ((words.facts()[word] & Facts.STOPS) != 0) {
        seen.set(stopWords.index(words.joined(), starts[word], starts[word + 1]));
      }
    }
    return seen.cardinality();
  }
}
