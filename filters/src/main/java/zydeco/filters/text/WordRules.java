package zydeco.filters.text;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import zydeco.filters.bytes.WordSet;
import zydeco.filters.splitter.AffixSplitter;
import zydeco.filters.splitter.CrfModel;
import zydeco.filters.splitter.LineSentences;
import zydeco.filters.splitter.Splitter;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.UnicodeSplitter;
import zydeco.filters.splitter.WholeRuns;
import zydeco.filters.splitter.burmese.BurmeseSplitter;
import zydeco.filters.splitter.indic.IndicNlp;
import zydeco.filters.splitter.jieba.JiebaModel;
import zydeco.filters.splitter.jieba.JiebaSplitter;
import zydeco.filters.splitter.jieba.JiebaWords;
import zydeco.filters.splitter.khmer.KhmerCorrections;
import zydeco.filters.splitter.khmer.KhmerSentences;
import zydeco.filters.splitter.khmer.KhmerSplitter;
import zydeco.filters.splitter.lao.LaoSentences;
import zydeco.filters.splitter.lao.LaoSplitter;
import zydeco.filters.splitter.lao.LaoWords;
import zydeco.filters.splitter.spacy.MessagePack;
import zydeco.filters.splitter.spacy.SpacyRules;
import zydeco.filters.splitter.spacy.SpacySplitter;
import zydeco.filters.splitter.sudachi.SudachiDictionary;
import zydeco.filters.splitter.sudachi.SudachiSentences;
import zydeco.filters.splitter.sudachi.SudachiSplitter;
import zydeco.filters.splitter.thai.ThaiSentences;
import zydeco.filters.splitter.thai.ThaiSplitter;
import zydeco.filters.splitter.thai.ThaiWords;

/**
 * How the words and sentences of a language are cut, and which are its stop words. Any thread may
 * ask.
 */
public final class WordRules {
  /** English as spaCy's {@code en} cuts it, with Gopher's eight stop words. */
  public static final WordRules ENGLISH =
      new WordRules(AffixSplitter::english, null, null, null, true, null);

  /** The rules of spaCy's {@code xx}, which know no language; no stop words. */
  public static final WordRules GENERAL =
      new WordRules(AffixSplitter::general, null, null, null, true, null);

  /**
   * Unicode's word boundaries with ICU's dictionaries of Chinese, Japanese, Thai, Lao, Khmer and
   * Burmese; no stop words.
   */
  public static final WordRules UNICODE =
      new WordRules(UnicodeSplitter::new, null, null, null, true, null);

  private final Supplier<Splitter> splitters;
  private final Supplier<TextSplitter> textSplitters;
  private final Phrases phrases;
  private final WordSet stopWords;
  private final boolean spaced;
  private final LineSentences sentences;

  private WordRules(
      Supplier<Splitter> splitters,
      Supplier<TextSplitter> textSplitters,
      Phrases phrases,
      WordSet stopWords,
      boolean spaced,
      LineSentences sentences) {
    this.splitters = splitters;
    this.textSplitters = textSplitters;
    this.phrases = phrases == null ? new Phrases(splitters.get()) : phrases;
    this.stopWords = stopWords;
    this.spaced = spaced;
    this.sentences = sentences;
  }

  /**
   * The rules in a file that spaCy's {@code tokenizer.to_disk} wrote; no stop words. Throws
   * IllegalArgumentException, with the cause in words, where it is no such file.
   */
  public static WordRules ofSpacy(Path file) {
    SpacyRules rules = SpacyRules.read(file);
    return new WordRules(() -> new SpacySplitter(rules), null, null, null, true, null);
  }

  /**
   * The rules of a file of spaCy's, as {@link #ofSpacy} reads it, of SudachiPy with a dictionary of
   * its, of PyThaiNLP's newmm with the dictionary in a text of one word a line, of laonlp with its
   * lists, or of pyidaungsu with its model; no stop words. Throws IllegalArgumentException, with
   * the cause in words, where it is none of them.
   *
   * @param files one, or several lists of Lao words
   */
  public static WordRules ofFiles(List<Path> files) {
    Path file = files.get(0);
    if (files.size() == 1 && SudachiDictionary.is(file)) {
      return ofSudachi(SudachiDictionary.read(file));
    }
    if (CrfModel.isPickled(file)) {
      throw new IllegalArgumentException(
          "it is khmer-nltk's model, which 'new-words' names, beside its constants.py");
    }
    if (files.size() == 1 && MessagePack.isMap(file)) {
      return ofSpacy(file);
    }
    if (files.size() == 1 && CrfModel.is(file)) {
      return ofBurmese(CrfModel.read(file));
    }
    return files.size() > 1 || LaoWords.areIn(file)
        ? ofLao(LaoWords.read(files))
        : ofThai(ThaiWords.read(file), Sentences::byMarks);
  }

  private static WordRules ofLao(LaoWords dictionary) {
    return new WordRules(
        WholeRuns::new, () -> new LaoSplitter(dictionary), null, null, true, new LaoSentences());
  }

  private static WordRules ofBurmese(CrfModel model) {
    model.required(BurmeseSplitter.BEGINS);
    return new WordRules(
        WholeRuns::new, () -> new BurmeseSplitter(model), null, null, true, Sentences::byMarks);
  }

  /**
   * The rules of khmer-nltk; no stop words.
   *
   * @param model with a label {@code 1} of clusters that begin words; IllegalArgumentException
   *     where it has none
   */
  public static WordRules ofKhmer(KhmerCorrections corrections, CrfModel model) {
    model.required(KhmerSplitter.BEGINS);
    return new WordRules(
        WholeRuns::new,
        () -> new KhmerSplitter(corrections, model),
        null,
        null,
        true,
        new KhmerSentences());
  }

  /** The rules of spaCy's Japanese with words of SudachiPy; no stop words. */
  public static WordRules ofSudachi(SudachiDictionary dictionary) {
    return new WordRules(
        WholeRuns::new,
        () -> new SudachiSplitter(dictionary),
        null,
        null,
        true,
        new SudachiSentences(dictionary));
  }

  /**
   * The rules of PyThaiNLP's newmm with a dictionary, as {@link #ofFiles} reads it, and its
   * sentences by the model {@code crfcut} in a file of CRFsuite. Throws IllegalArgumentException,
   * with the cause in words, where a file is something else.
   */
  public static WordRules ofThai(Path words, Path sentences) {
    ThaiWords dictionary = ThaiWords.read(words);
    CrfModel model = CrfModel.read(sentences);
    return ofThai(dictionary, new ThaiSentences(dictionary, model));
  }

  private static WordRules ofThai(ThaiWords dictionary, LineSentences sentences) {
    return new WordRules(
        WholeRuns::new, () -> new ThaiSplitter(dictionary), null, null, true, sentences);
  }

  /** The rules of spaCy's Chinese with words of jieba; no stop words. */
  public static WordRules ofJieba(JiebaWords dictionary, JiebaModel model) {
    return new WordRules(() -> new JiebaSplitter(dictionary, model), null, null, null, true, null);
  }

  /** The rules of indic-nlp-library for a language, as datatrove applies them; no stop words. */
  public static WordRules ofIndicNlp(IndicNlp language) {
    return new WordRules(
        WholeRuns::new, language::splitter, null, null, true, language.sentences());
  }

  /** The same rules with other stop words, which are compared as they are written. */
  public WordRules withStopWords(Collection<String> words) {
    WordSet own = new WordSet(words.stream().distinct().toList());
    return new WordRules(splitters, textSplitters, phrases, own, spaced, sentences);
  }

  /** The same rules with the stop words of English. */
  public WordRules withStopWordsOfEnglish() {
    return withStopWords(Facts.STOP_WORDS);
  }

  /** The same rules without stop words. */
  public WordRules withoutStopWords() {
    return new WordRules(splitters, textSplitters, phrases, null, spaced, sentences);
  }

  /** The same rules for a language that is written without blanks between words. */
  public WordRules withoutBlanks() {
    return new WordRules(splitters, textSplitters, phrases, stopWords, false, sentences);
  }

  /** The same rules for a language whose sentences end at terminal marks alone. */
  public WordRules endingAtMarks() {
    return new WordRules(splitters, textSplitters, phrases, stopWords, spaced, Sentences::byMarks);
  }

  /** How sentences are found where words do not tell them; null: words do. */
  public LineSentences sentences() {
    return sentences;
  }

  /** Whether the language is written with blanks between words. */
  boolean isSpaced() {
    return spaced;
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

  /** What cuts the whole text in place of its runs; null: nothing does. */
  TextSplitter textSplitter() {
    return textSplitters == null ? null : textSplitters.get();
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
