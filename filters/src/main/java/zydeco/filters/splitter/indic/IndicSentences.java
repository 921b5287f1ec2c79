package zydeco.filters.splitter.indic;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.LineSentences;

/**
 * Sentences of indic-nlp-library 0.92's {@code sentence_split}. A mark ends a sentence where no
 * number stands before it. Where full stops are such marks, one of a single word goes on with its
 * neighbours, and so does one that ends in an abbreviation; as in the origin, a sentence before an
 * abbreviation is lost where it goes on itself.
 */
final class IndicSentences implements LineSentences {
  /** Names of Latin letters and titles, in Devanagari, beside its single letters. */
  private static final String LONGER =
      """
      आइ आई आर ऎच ऎन ऎफ ऎम ऎल ऎस एच एन एफ एम एल एस कु कॆ के चि जि जी जॆ जे टि टी डि डी डॉ पि पी बि बी \
      यु यू वि वी सि सी सौ आर् ऎच् ऎन् ऎफ् ऎम् ऎल् ऎस् एच् एन् एफ् एम् एल् एस् जेड वाय \u095Bेड ऎक्स एक्स \
      क्यु क्यू जेड् वाय् व्हि व्ही श्री \u095Bेड् ऎक्स् एक्स् डब्ल्यु डब्ल्यू""";

  private static final int LONGEST = 24;
  private static final Set<String> ABBREVIATIONS = abbreviations();

  /** Letters of Sinhala from U+0D82, and what they are in Devanagari; - for none. */
  private static final String SINHALA =
      """
      ंःऄअआऍऍइईउऊऋ-ऌ-ऎएऐऒओऔ---कखगघङङचछजझञञञटठडढणणतथदधन\
      ननपफबभम-यर-ल--वशषसहळ----्----ाॉॉिीु-ू-ृॆेैॊोौ""";

  private static final int SINHALA_START = 0xD82;
  private static final int DEVANAGARI = 0x900;
  private static final int BLOCK = 0x70;

  private final IndicNlp language;

  IndicSentences(IndicNlp language) {
    this.language = language;
  }

  private static Set<String> abbreviations() {
    Set<String> words = new HashSet<>(Set.of(LONGER.split(" ")));
    for (int c = 0x904; c <= 0x939; c++) {
      words.add(Character.toString(c));
    }
    words.add("\u0960");
    words.add("\u0961");
    return words;
  }

  @Override
  public int count(byte[] bytes, int from, int to) {
    return taken(bytes, from, to);
  }

  @Override
  public boolean each(byte[] bytes, int from, int to, IntConsumer taker) {
    int end = Blanks.stripEnd(bytes, from, to);
    int at = Blanks.stripStart(bytes, from, end);
    boolean stops = !language.endsAtDanda() || !hasDanda(bytes, at, end);
    Taking taking = new Taking(bytes, stops, taker);
    int start = at;
    boolean afterNumber = false;
    while (at < end) {
      int c = Utf8.at(bytes, at, end);
      at += Utf8.width(bytes[at]);
      if (!afterNumber && isEnd(c, stops)) {
        taking.candidate(start, at);
        start = at;
      }
      afterNumber = Characters.is(c, Characters.NUMERIC);
    }
    taking.candidate(start, end);
    taking.finish();
    return true;
  }

  private static boolean hasDanda(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at += Utf8.width(bytes[at])) {
      if (isDanda(Utf8.at(bytes, at, to))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDanda(int c) {
    return c == 0x964 || c == 0x965;
  }

  private static boolean isEnd(int c, boolean stops) {
    return c == '?'
        || c == '!'
        || isDanda(c)
        || stops && (c == '.' || IndicSplitter.isFurtherEnd(c));
  }

  private boolean isAbbreviation(byte[] bytes, int from, int to) {
    if (to - from > LONGEST) {
      return false;
    }
    StringBuilder word = new StringBuilder();
    new String(bytes, from, to - from, StandardCharsets.UTF_8)
        .codePoints()
        .forEach(c -> word.appendCodePoint(inDevanagari(c)));
    return ABBREVIATIONS.contains(word.toString());
  }

  private int inDevanagari(int c) {
    if (language == IndicNlp.SINHALA) {
      int place = c - SINHALA_START;
      boolean known = place >= 0 && place < SINHALA.length() && SINHALA.charAt(place) != '-';
      return known ? SINHALA.charAt(place) : c;
    }
    int place = c - language.block();
    return place >= 0 && place < BLOCK && !isDanda(c) ? DEVANAGARI + place : c;
  }

  /** Puts what stands between marks together again. */
  private final class Taking {
    private final byte[] bytes;
    private final boolean joins;
    private final IntConsumer taker;
    private int length;
    private boolean goesOn;

    Taking(byte[] bytes, boolean joins, IntConsumer taker) {
      this.bytes = bytes;
      this.joins = joins;
      this.taker = taker;
    }

    void candidate(int first, int after) {
      int to = Blanks.stripEnd(bytes, first, after);
      int from = Blanks.stripStart(bytes, first, to);
      if (from == to) {
        return;
      }
      int characters = Utf8.count(bytes, from, to);
      boolean stop = joins && bytes[to - 1] == '.';
      int word = stop ? lastWord(from, to) : from;
      if (stop && word == from) {
        add(characters);
        goesOn = true;
      } else if (stop && isAbbreviation(bytes, word, to - 1)) {
        end(!goesOn);
        add(characters);
        goesOn = true;
      } else if (goesOn) {
        add(characters);
        end(true);
        goesOn = false;
      } else {
        end(true);
        add(characters);
      }
    }

    private int lastWord(int from, int to) {
      int at = to;
      while (at > from && bytes[at - 1] != ' ') {
        at--;
      }
      return at;
    }

    private void add(int characters) {
      length += length > 0 ? 1 + characters : characters;
    }

    private void end(boolean taken) {
      if (taken && length > 0) {
        taker.accept(length);
      }
      length = 0;
    }

    void finish() {
      end(true);
    }
  }
}
