package zydeco.filters.splitter.thai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.CrfModel;
import zydeco.filters.splitter.LineSentences;

/**
 * Sentences of PyThaiNLP 5.4's {@code crfcut}: a conditional random field says of each word, blanks
 * among them, whether a sentence ends with it, and what ends in a full stop, a question mark or an
 * exclamation mark always ends one.
 */
public final class ThaiSentences implements LineSentences {
  /** Words that sentences like to end with. */
  private static final Set<String> ENDERS =
      Set.of(
          """
          กัน ขึ้น ครับ คะ ค่ะ จริงๆ จ้ะ จ้า จ๋า ด้วย ทำไม ทีเดียว นะ นะคะ นั้น นี้ น้อย บ้าง \
          มั้ย มา มาก ยังไง ลง หมด หรือไม่ อยู่ อย่างไร อะไร อีก ฮะ เช่นกัน เดียว เท่านั้น \
          เมื่อไร เมื่อไหร่ เลย เหล่านั้น เหล่านี้ เอง แล้ว ใหม่ ได้ ไป ไว้ ไหน ไหม ๆ"""
              .split(" "));

  /** Words that sentences like to begin with. */
  private static final Set<String> STARTERS =
      Set.of(
          """
          กับ กู ก็ ข้าพเจ้า คุณ ฉะนั้น ฉัน ชั้น ซึ่ง ดังนั้น ดิฉัน ด้วย ตอนนี้ ตั้งแต่ ต่อ \
          ถ้า ทีนี้ นั้น นี้ ผม พวกเขา พวกเรา มัน มึง หรือ เขา เค้า เธอ เนื่องจาก เพราะ \
          เพราะฉะนั้น เมื่อ เรา เหล่านั้น เหล่านี้ แก แก่ แต่ และ ใน ในที่สุด ไม่"""
              .split(" "));

  private static final int WINDOW = 2;
  private static final int LONGEST = 3;

  private final ThaiWords dictionary;
  private final CrfModel model;
  private final int ends;

  /**
   * The sentences of a model.
   *
   * @param model with a label {@code E} of words that end sentences
   */
  public ThaiSentences(ThaiWords dictionary, CrfModel model) {
    this.dictionary = dictionary;
    this.model = model;
    ends = model.required("E");
  }

  @Override
  public int count(byte[] bytes, int from, int to) {
    return taken(bytes, from, to);
  }

  @Override
  public boolean each(byte[] bytes, int from, int to, IntConsumer taker) {
    if (from == to) {
      return true;
    }
    IntList wordEnds = wordEnds(bytes, from, to);
    List<String> words = new ArrayList<>(wordEnds.size());
    int at = from;
    for (int i = 0; i < wordEnds.size(); i++) {
      words.add(new String(bytes, at, wordEnds.get(i) - at, StandardCharsets.UTF_8));
      at = wordEnds.get(i);
    }
    boolean[] last = lastWords(words, bytes, from, wordEnds);
    int start = from;
    for (int i = 0; i < last.length; i++) {
      if (last[i]) {
        LineSentences.take(bytes, start, wordEnds.get(i), taker);
        start = wordEnds.get(i);
      }
    }
    return true;
  }

  /** Where words end that are cut without parts, blanks among them, numbers joined. */
  private IntList wordEnds(byte[] bytes, int from, int to) {
    int count = Utf8.count(bytes, from, to);
    int[] points = new int[count];
    int[] offsets = new int[count + 1];
    int at = from;
    for (int i = 0; i < count; i++) {
      offsets[i] = at;
      points[i] = Utf8.at(bytes, at, to);
      at += Utf8.width(bytes[at]);
    }
    offsets[count] = to;
    IntList places = new IntList();
    new ThaiMatcher(dictionary, count).cut(points, 0, count, places);
    ThaiNumbers numbers = new ThaiNumbers(bytes, from, to);
    IntList wordEnds = new IntList();
    int start = from;
    for (int i = 0; i < places.size(); i++) {
      int end = offsets[places.get(i)];
      if (!numbers.goesOn(start, end) || end == to) {
        wordEnds.add(end);
      }
      start = end;
    }
    return wordEnds;
  }

  /** Whether a sentence ends with each word. */
  private boolean[] lastWords(List<String> words, byte[] bytes, int from, IntList wordEnds) {
    int[] labels = model.tag(words.size(), place -> features(words, place));
    boolean[] last = new boolean[words.size()];
    int start = from;
    for (int i = 0; i < last.length; i++) {
      int end = Blanks.stripEnd(bytes, start, wordEnds.get(i));
      boolean blank = Blanks.stripStart(bytes, start, end) == end;
      last[i] = labels[i] == ends || i == last.length - 1;
      if (!blank && isMark(bytes[end - 1])) {
        last[i] = true;
      } else if (blank && (i == 0 || last[i - 1])) {
        last[i] = false;
      }
      start = wordEnds.get(i);
    }
    return last;
  }

  private static boolean isMark(byte octet) {
    return octet == '.' || octet == '!' || octet == '?';
  }

  /** The words around a place, one to three side by side, and which of them end or begin. */
  private static List<String> features(List<String> words, int place) {
    List<String> features = new ArrayList<>();
    features.add("bias");
    for (int n = 1; n <= LONGEST; n++) {
      for (int from = -WINDOW; from <= WINDOW + 1 - n; from++) {
        StringBuilder said = new StringBuilder();
        StringBuilder enders = new StringBuilder();
        StringBuilder starters = new StringBuilder();
        for (int i = from; i < from + n; i++) {
          int at = place + i;
          String word = at < 0 || at >= words.size() ? "xxpad" : words.get(at);
          String bar = i > from ? "|" : "";
          said.append(bar).append(word);
          enders.append(bar).append(ENDERS.contains(word) ? "ender" : "normal");
          starters.append(bar).append(STARTERS.contains(word) ? "starter" : "normal");
        }
        String where = "_" + n + "_" + from + "_" + (from + n) + "=";
        features.add("word" + where + said);
        features.add("ender" + where + enders);
        features.add("starter" + where + starters);
      }
    }
    return features;
  }
}
