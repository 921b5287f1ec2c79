package zydeco.filters.splitter.indic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zydeco.filters.list.Lists;
import zydeco.filters.text.NastyTexts;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SentenceLengths;
import zydeco.filters.text.TestTexts;
import zydeco.filters.text.WordRules;

/** What indic-nlp-library 0.92 says of strings, and that no text is too much. */
class IndicNlpTest {
  private static List<String> words(IndicNlp language, String text) {
    return segments(language).of(bytes(text)).words().texts();
  }

  private static Segments segments(IndicNlp language) {
    return new Segments(Lists.NONE, WordRules.ofIndicNlp(language));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Integer> sentences(IndicNlp language, String text) {
    byte[] padded = Arrays.copyOf(bytes(text), bytes(text).length + 16);
    List<Integer> lengths = new ArrayList<>();
    language.sentences().each(padded, 0, padded.length - 16, lengths::add);
    return lengths;
  }

  @Test
  void words_spacesAndMarks_partThem() {
    assertThat(words(IndicNlp.HINDI, "राम, सीता\tऔर(लक्ष्मण)।। a\\b"))
        .containsExactly("राम", ",", "सीता", "और", "(", "लक्ष्मण", ")", "।", "।", "a\\b");
    assertThat(words(IndicNlp.URDU, "کیا؟ ہاں۔ ٪5")).containsExactly("کیا؟", "ہاں", "۔", "٪", "5");
    assertThat(words(IndicNlp.URDU, "٪ ٫ ٭ ، ؛ ।")).containsExactly("٪", "٫", "٭", "،", "؛", "।");
    assertThat(words(IndicNlp.HINDI, "")).isEmpty();
  }

  @Test
  void words_otherBlanks_stayInside() {
    assertThat(words(IndicNlp.TAMIL, "\nஅ\nஆ\u00a0இ\u2028 ஈ\n \n x"))
        .containsExactly("அ\nஆ\u00a0இ", "ஈ", "x");
  }

  @Test
  void words_marksBetweenDigits_join() {
    assertThat(words(IndicNlp.HINDI, "वह 1,234 . 56 का 3 :\t5 है"))
        .containsExactly("वह", "1,234.56", "का", "3:5", "है");
    assertThat(words(IndicNlp.HINDI, "x4 , 5y 6, 7 .. 8 9,\n1"))
        .containsExactly("x4,5y", "6,7", ".", ".", "8", "9", ",", "1");
    assertThat(words(IndicNlp.URDU, "x 1,2")).containsExactly("x", "1", ",", "2");
    assertThat(words(IndicNlp.HINDI, "x १,२")).containsExactly("x", "१", ",", "२");
  }

  @Test
  void words_numbersAtTheStart_doNotJoin() {
    assertThat(words(IndicNlp.HINDI, " 1,2,3 4,5")).containsExactly("1", ",", "2", ",", "3", "4,5");
    assertThat(words(IndicNlp.HINDI, "1,2x3,4")).containsExactly("1", ",", "2x3,4");
    assertThat(words(IndicNlp.HINDI, "\n1,2")).containsExactly("1,2");
  }

  @Test
  void sentences_dandasOrFullStops_endThem() {
    assertThat(sentences(IndicNlp.HINDI, "एक दो। तीन चार. पाँच छह?")).containsExactly(6, 17);
    assertThat(sentences(IndicNlp.MARATHI, "एक दो। तीन चार. पाँच छह?")).containsExactly(6, 8, 8);
    assertThat(sentences(IndicNlp.HINDI, "एक दो. तीन 4. पाँच छह?")).containsExactly(6, 15);
    assertThat(sentences(IndicNlp.HINDI, " \n ")).isEmpty();
  }

  @Test
  void sentences_abbreviations_goOn() {
    assertThat(sentences(IndicNlp.HINDI, "यह डॉ. राम है. हाँ जी.")).containsExactly(14, 7);
    assertThat(sentences(IndicNlp.TAMIL, "அது த. ராம் ஆம். ஒன்று இரண்டு.")).containsExactly(16, 13);
    assertThat(sentences(IndicNlp.HINDI, "क. ख. राम है. ग घ")).containsExactly(13, 3);
    assertThat(sentences(IndicNlp.SINHALA, "අපි ක. යමු දැන්. ඔව් හරි.")).containsExactly(16, 8);
  }

  @Test
  void sentences_urdu_endBehindVerbs() {
    assertThat(sentences(IndicNlp.URDU, "یہ اچھا ہے وہ برا ہے اور بس۔ ہاں۔ کیا ہوا؟ جی"))
        .containsExactly(10, 17, 8);
    assertThat(sentences(IndicNlp.URDU, "یہ ہے ۔ وہ تھا ، اب  نہیں")).containsExactly(7, 8, 7);
  }

  @Test
  void words_tenMegabytes_areAllThere() {
    assertThat(countOfMany(IndicNlp.HINDI, "क")).isEqualTo(1);
    assertThat(countOfMany(IndicNlp.HINDI, "\n")).isZero();
    assertThat(countOfMany(IndicNlp.HINDI, "।")).isEqualTo(3_333_333);
    assertThat(countOfMany(IndicNlp.HINDI, "1,")).isEqualTo(10_000_000);
    assertThat(countOfMany(IndicNlp.HINDI, "1x, ")).isEqualTo(5_000_000);
    assertThat(countOfMany(IndicNlp.HINDI, ",a1")).isEqualTo(6_666_666);
    assertThat(countOfMany(IndicNlp.HINDI, "1a1 . ")).isEqualTo(2);
    assertThat(countOfMany(IndicNlp.URDU, "1,")).isEqualTo(10_000_000);
    assertThat(countOfMany(IndicNlp.URDU, "ہے ")).isEqualTo(2_000_000);
  }

  private static int countOfMany(IndicNlp language, String unit) {
    byte[] piece = bytes(unit);
    byte[] large = new byte[10_000_000 / piece.length * piece.length];
    for (int i = 0; i < large.length; i++) {
      large[i] = piece[i % piece.length];
    }
    Segments segments = segments(language).of(large);
    assertThat(SentenceLengths.of(segments).count()).isLessThan(large.length);
    return segments.words().count();
  }

  @Test
  void everyRules_randomText_loseNothing() {
    Random random = new Random(5);
    for (IndicNlp language : IndicNlp.values()) {
      Segments reused = segments(language);
      for (int i = 0; i < 200; i++) {
        TestTexts.assertNothingIsLost(reused, NastyTexts.next(random));
        assertThat(SentenceLengths.of(reused).characters()).isNotNegative();
      }
    }
  }
}
