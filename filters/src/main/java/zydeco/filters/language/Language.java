package zydeco.filters.language;

import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zydeco.filters.list.ListFile;
import zydeco.filters.splitter.CrfModel;
import zydeco.filters.splitter.jieba.JiebaModel;
import zydeco.filters.splitter.jieba.JiebaWords;
import zydeco.filters.splitter.khmer.KhmerCorrections;
import zydeco.filters.text.WordRules;
import zydeco.pipeline.recipe.LocalFile;
import zydeco.pipeline.recipe.Settings;

/**
 * A language that a recipe names beside English, by the label that the stage {@code language} gives
 * its texts.
 *
 * @param label such as {@code fr} or {@code fra_Latn}
 * @param words how its words are cut: {@code auto}, {@code english}, {@code general}, {@code
 *     unicode}, or the path of a file that the rules of the language's origin need; of lists of Lao
 *     words several
 * @param newWords the path of the model of words beside jieba's or khmer-nltk's file, or null
 * @param sentences the path of the model of Thai sentences, or null
 * @param stopWords the path of a list, one a line, or null
 * @param fineweb2 the path of the language's configuration of FineWeb-2, or null
 * @param badWords the path of its list of {@code c4-badwords}, one a line, or null
 */
public record Language(
    String label,
    List<String> words,
    String newWords,
    String sentences,
    String stopWords,
    String fineweb2,
    String badWords)
    implements Serializable {
  static final String AUTO = "auto";
  private static final List<String> NAMED = List.of(AUTO, "english", "general", "unicode");

  public Language {
    words = List.copyOf(words);
  }

  /** Reads one language; its files must be there. */
  static Language of(String label, Settings settings) {
    Language language =
        new Language(
            label,
            words(settings),
            existing(settings, "new-words"),
            existing(settings, "sentences"),
            existing(settings, "stop-words"),
            existing(settings, "fineweb-2"),
            existing(settings, "bad-words"));
    settings.finish();
    return language;
  }

  private static List<String> words(Settings settings) {
    List<String> words = settings.texts("words");
    if (words.size() == 1 && NAMED.contains(words.get(0))) {
      return words;
    }
    if (words.isEmpty()) {
      throw settings.error("words", "No file is named.", "Leave it out, or name one.");
    }
    List<String> paths = new ArrayList<>();
    for (String word : words) {
      Path path = settings.resolve(word);
      if (!Files.isRegularFile(path)) {
        throw settings.error(
            "words", Settings.whyNoFile(path), "Paths are relative to the folder of the recipe.");
      }
      paths.add(path.toString());
    }
    return paths;
  }

  private static String existing(Settings settings, String key) {
    return settings.textOrNull(key) == null ? null : settings.existingFile(key).toString();
  }

  /** Whether a value of {@code words} names rules that need no file. */
  public static boolean namesRules(String words) {
    return NAMED.contains(words);
  }

  /** What {@code words} names that needs no file, or null. */
  String namedRules() {
    return NAMED.contains(words.get(0)) ? words.get(0) : null;
  }

  /** Loads what its files hold, so that what is wrong with them is said now. */
  void check(Settings settings) {
    said(settings, "fineweb-2", this::configuration);
    said(settings, "stop-words", this::stopWordList);
    if (newWords != null) {
      said(settings, "new-words", this::checkModel);
    }
    said(settings, "words", this::cut);
    said(settings, "sentences", this::rules);
    said(settings, "bad-words", () -> entries(badWords));
  }

  private void said(Settings settings, String key, Runnable load) {
    String why;
    try {
      load.run();
      return;
    } catch (IllegalArgumentException e) {
      why = e.getMessage();
    } catch (UncheckedIOException e) {
      boolean coded = !(e.getCause() instanceof CharacterCodingException);
      why = coded ? "it cannot be read: " + e.getCause().getMessage() : "it is not UTF-8";
    }
    throw settings.error(
        key,
        "Cannot use '" + String.join("', '", settings.texts(key)) + "': " + why + ".",
        key.equals("words")
            ? "Give auto, english, general, unicode, a file that spaCy's tokenizer.to_disk wrote,"
                + " PyThaiNLP's words_th.txt, jieba's dict.txt, sudachidict's system.dic,"
                + " laonlp's lists of words, khmer-nltk's constants.py or pyidaungsu's"
                + " tokenizer.crfsuite."
            : "Give a file as its origin writes it.");
  }

  /** Whether its stop words are known. */
  public boolean hasStopWords() {
    return stopWords != null || fineweb2 != null;
  }

  /** The configuration of FineWeb-2, or null. */
  public FinewebTwo configuration() {
    return fineweb2 == null
        ? null
        : ListFile.once("fineweb-2", LocalFile.here(fineweb2), FinewebTwo::read);
  }

  /** Its stop words, those of the list before those of FineWeb-2; none where it has neither. */
  public List<String> stopWordList() {
    return stopWords == null && fineweb2 != null ? configuration().stopWords() : entries(stopWords);
  }

  private static List<String> entries(String file) {
    return file == null
        ? List.of()
        : ListFile.once("entries", LocalFile.here(file), ListFile::entries);
  }

  /** How its words and sentences are cut, its stop words, and whether blanks are between words. */
  WordRules rules() {
    WordRules cut = sentences == null ? cut() : cutWithSentences();
    cut = WithoutBlanks.is(label) ? cut.withoutBlanks() : cut;
    cut = SentencesByMarks.is(label) ? cut.endingAtMarks() : cut;
    if (hasStopWords()) {
      return cut.withStopWords(stopWordList());
    }
    boolean own = words.contains("english") || words.contains(AUTO);
    return English.is(label) && !own ? cut.withStopWordsOfEnglish() : cut;
  }

  private WordRules cut() {
    String rules = namedRules();
    if (rules == null) {
      return newWords == null ? cutByFiles() : cutWithModel();
    }
    return switch (rules) {
      case AUTO -> ofLabel(label);
      case "english" ->
          English.is(label) ? WordRules.ENGLISH : WordRules.ENGLISH.withoutStopWords();
      case "general" -> WordRules.GENERAL;
      default -> WordRules.UNICODE;
    };
  }

  private Path file() {
    return LocalFile.here(words.get(0));
  }

  private WordRules cutByFiles() {
    List<Path> files = words.stream().map(LocalFile::here).toList();
    String further = String.join("\0", words.subList(1, words.size()));
    return ListFile.once("words" + further, file(), first -> WordRules.ofFiles(files));
  }

  private WordRules cutWithModel() {
    if (words.size() > 1) {
      throw new IllegalArgumentException("with a model under 'new-words' it is one file");
    }
    return isKhmer()
        ? WordRules.ofKhmer(
            ListFile.once("khmer-nltk's constants", file(), KhmerCorrections::read), khmerModel())
        : WordRules.ofJieba(ListFile.once("jieba's words", file(), JiebaWords::read), jiebaModel());
  }

  private boolean isKhmer() {
    return CrfModel.isPickled(LocalFile.here(newWords));
  }

  /** khmer-nltk's model of all words. */
  private CrfModel khmerModel() {
    return ListFile.once("khmer-nltk's model", LocalFile.here(newWords), CrfModel::read);
  }

  /** jieba's model of words that its dictionary has not. */
  private JiebaModel jiebaModel() {
    return ListFile.once("jieba's model", LocalFile.here(newWords), JiebaModel::read);
  }

  private void checkModel() {
    if (namedRules() != null) {
      throw new IllegalArgumentException(
          isKhmer()
              ? "it needs khmer-nltk's constants.py under 'words'"
              : "it needs jieba's dictionary under 'words'");
    }
    if (isKhmer()) {
      khmerModel();
    } else {
      jiebaModel();
    }
  }

  private WordRules cutWithSentences() {
    if (namedRules() != null || newWords != null || words.size() > 1) {
      throw new IllegalArgumentException("it needs the file of Thai words under 'words'");
    }
    return ListFile.once(
        "words of " + words, LocalFile.here(sentences), model -> WordRules.ofThai(file(), model));
  }

  /** How the words of a language are cut where no rules are given for it. */
  static WordRules ofLabel(String label) {
    if (English.is(label)) {
      return WordRules.ENGLISH;
    }
    WordRules indic = CutByIndicNlp.rules(label);
    return indic != null ? indic : WithoutBlanks.is(label) ? WordRules.UNICODE : WordRules.GENERAL;
  }

  /** The files that it names. */
  List<String> files() {
    List<String> files = new ArrayList<>();
    if (namedRules() == null) {
      files.addAll(words);
    }
    if (newWords != null) {
      files.add(newWords);
    }
    if (sentences != null) {
      files.add(sentences);
    }
    if (stopWords != null) {
      files.add(stopWords);
    }
    if (fineweb2 != null) {
      files.add(fineweb2);
    }
    if (badWords != null) {
      files.add(badWords);
    }
    return files;
  }
}
