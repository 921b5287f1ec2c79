package zydeco.filters.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zydeco.filters.bytes.Characters;
import zydeco.filters.splitter.SpecialWords;

/** The slow twin of {@link Words}: the rules as regular expressions over strings. */
final class ReadableWords {
  private static final String LETTER = bracket(Characters.LETTER);
  private static final String UPPER = bracket(Characters.UPPER);
  private static final String QUOTE = bracket(Characters.QUOTE);
  private static final String LOWER = bracket(Characters.LOWER);
  private static final String DOLLARS = "(?:US\\$|C\\$|A\\$)";
  private static final String UNITS =
      "km|km²|km³|m|m²|m³|dm|dm²|dm³|cm|cm²|cm³|mm|mm²|mm³|ha|µm|nm|yd|in|ft|kg|g|mg|µg|t|lb|oz"
          + "|m/s|km/h|kmh|mph|hPa|Pa|mbar|mb|MB|kb|KB|gb|GB|tb|TB|T|G|M|K|%|км|км²|км³|м|м²|м³"
          + "|дм|дм²|дм³|см|см²|см³|мм|мм²|мм³|нм|кг|г|мг|м/с|км/ч|кПа|Па|мбар|Кб|КБ|кб|Мб|МБ|мб"
          + "|Гб|ГБ|гб|Тб|ТБ|тбكم|كم²|كم³|م|م²|م³|سم|سم²|سم³|مم|مم²|مم³|كم|غرام|جرام|جم|كغ|ملغ"
          + "|كوب|اكواب";
  private static final Pattern PREFIX =
      Pattern.compile(
          "^(?:\\+(?![0-9])|\\.\\.+|" + DOLLARS + "|" + bracket(Characters.PREFIX) + ")");
  private static final Pattern SUFFIX =
      Pattern.compile(
          "(?:……|\\.\\.+|['’][sS]|(?<=[0-9])\\+|(?<=°[FfCcKk])\\.|(?<=[0-9])(?:"
              + DOLLARS
              + "|"
              + bracket(Characters.CURRENCY)
              + "|"
              + UNITS
              + ")|(?<="
              + bracket(Characters.BEFORE_PERIOD)
              + ")\\.|(?<="
              + UPPER
              + UPPER
              + ")\\.|"
              + bracket(Characters.SUFFIX)
              + ")\\z");
  private static final Pattern INFIX =
      Pattern.compile(
          "\\.\\.+|"
              + bracket(Characters.INFIX)
              + "|(?<=[0-9])[+\\-*^](?=[0-9-])|(?<=[%L%Q])\\.(?=[%U%Q])"
                  .replace("%L", LOWER)
                  .replace("%Q", QUOTE)
                  .replace("%U", UPPER)
              + "|(?<=%A),(?=%A)|(?<=[%A0-9])(?:-|–|—|--|---|——|~)(?=%A)|(?<=[%A0-9])[:<>=/](?=%A)"
                  .replace("%A", LETTER));
  private static final Pattern URL =
      Pattern.compile(
          "^(?:(?:[%W+\\-.]{2,})://)?(?:\\S+(?::\\S*)?@)?(?:(?!(?:10|127)(?:\\.\\d{1,3}){3})"
                  .replace("%W", bracket(Characters.WORD))
              + "(?!(?:169\\.254|192\\.168)(?:\\.\\d{1,3}){2})"
              + "(?!172\\.(?:1[6-9]|2\\d|3[0-1])(?:\\.\\d{1,3}){2})"
              + "(?:[1-9]\\d?|1\\d\\d|2[01]\\d|22[0-3])(?:\\.(?:1?\\d{1,2}|2[0-4]\\d|25[0-5])){2}"
              + "(?:\\.(?:[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-4]))|(?:(?:[A-Za-z0-9\\x{a1}-\\x{ffff}]"
              + "[A-Za-z0-9\\x{a1}-\\x{ffff}_-]{0,62})?[A-Za-z0-9\\x{a1}-\\x{ffff}]\\.)+(?:"
              + LOWER
              + "{2,63}))(?::"
              + bracket(Characters.DECIMAL)
              + "{2,5})?(?:[/?#]\\S*)?\\z");

  /** Runs without blanks, cut: most come again, and these patterns are slow. */
  private static final Map<String, List<String>> CUT = new ConcurrentHashMap<>();

  /** A word, and whether it is a blank that spaCy keeps as a token. */
  record Token(String text, boolean blank, boolean joined) {}

  private ReadableWords() {}

  static String bracket(int classes) {
    StringBuilder bracket = new StringBuilder("[");
    int start = -1;
    for (int c = 0; c <= 0x110000; c++) {
      boolean in = c < 0x110000 && Characters.is(c, classes);
      if (in && start < 0) {
        start = c;
      } else if (!in && start >= 0) {
        bracket.append(escaped(start)).append('-').append(escaped(c - 1));
        start = -1;
      }
    }
    return bracket.append("]").toString();
  }

  /** As itself beyond the BMP: the JDK's lookbehind is one char wide for ranges of escapes. */
  private static String escaped(int c) {
    return c < 0x10000 ? String.format("\\x{%x}", c) : Character.toString(c);
  }

  static List<String> of(String text) {
    return tokens(text).stream().filter(t -> !t.blank()).map(Token::text).toList();
  }

  /** Words and the blanks beyond single ones. */
  static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      boolean blank = isBlank(text.codePointAt(at));
      int end = at;
      while (end < text.length() && isBlank(text.codePointAt(end)) == blank) {
        end += Character.charCount(text.codePointAt(end));
      }
      String run = text.substring(at, end);
      if (!blank) {
        boolean joined = false;
        for (String word : CUT.computeIfAbsent(run, r -> cut(r, true))) {
          tokens.add(new Token(word, false, joined));
          joined = true;
        }
      } else if (!run.equals(" ") || at == 0) {
        tokens.add(new Token(run, true, false));
      }
      at = end;
    }
    return mend(tokens);
  }

  static boolean isBlank(int c) {
    return Characters.is(c, Characters.SPACE);
  }

  private static List<String> cut(String run, boolean special) {
    List<String> words = new ArrayList<>();
    Deque<String> suffixes = new ArrayDeque<>();
    String rest = run;
    int before = -1;
    while (!rest.isEmpty() && rest.length() != before) {
      if (special && SpecialWords.ENGLISH.all().containsKey(rest)) {
        break;
      }
      before = rest.length();
      Matcher prefix = PREFIX.matcher(rest);
      int prefixLength = prefix.find() ? prefix.end() : 0;
      String afterPrefix = rest.substring(prefixLength);
      if (prefixLength > 0 && special && SpecialWords.ENGLISH.all().containsKey(afterPrefix)) {
        words.add(rest.substring(0, prefixLength));
        rest = afterPrefix;
        break;
      }
      Matcher suffix = SUFFIX.matcher(afterPrefix);
      int suffixLength = suffix.find() ? suffix.end() - suffix.start() : 0;
      int keep = rest.length() - suffixLength;
      if (suffixLength > 0
          && special
          && SpecialWords.ENGLISH.all().containsKey(rest.substring(0, keep))) {
        suffixes.push(rest.substring(keep));
        rest = rest.substring(0, keep);
        break;
      }
      if (prefixLength > 0) {
        words.add(rest.substring(0, prefixLength));
      }
      if (suffixLength > 0) {
        suffixes.push(rest.substring(keep));
      }
      rest = rest.substring(prefixLength, keep);
    }
    core(rest, special, words);
    words.addAll(suffixes);
    return words;
  }

  private static void core(String rest, boolean special, List<String> words) {
    if (rest.isEmpty()) {
      return;
    }
    if (special && SpecialWords.ENGLISH.all().containsKey(rest)) {
      words.addAll(SpecialWords.ENGLISH.all().get(rest));
    } else if (URL.matcher(rest).find()) {
      words.add(rest);
    } else {
      Matcher infix = INFIX.matcher(rest);
      int start = 0;
      while (infix.find()) {
        if (infix.start() == 0) {
          continue;
        }
        if (infix.start() > start) {
          words.add(rest.substring(start, infix.start()));
        }
        words.add(infix.group());
        start = infix.end();
      }
      if (start < rest.length()) {
        words.add(rest.substring(start));
      }
    }
  }

  private static final Map<List<String>, List<String>> PHRASES = phrases();

  private static Map<List<String>, List<String>> phrases() {
    Map<List<String>, List<String>> phrases = new HashMap<>();
    SpecialWords.ENGLISH
        .all()
        .forEach(
            (word, parts) -> {
              List<String> pieces = cut(word, false);
              if (pieces.size() > 1) {
                phrases.put(pieces, parts);
              }
            });
    return phrases;
  }

  private static final Set<String> FIRST_PIECES =
      PHRASES.keySet().stream().map(pieces -> pieces.get(0)).collect(Collectors.toSet());

  private static List<Token> mend(List<Token> tokens) {
    boolean[] taken = new boolean[tokens.size()];
    Map<Integer, List<String>> found = new TreeMap<>();
    Map<Integer, Integer> ends = new TreeMap<>();
    List<Integer> sizes =
        PHRASES.keySet().stream().map(List::size).distinct().sorted((a, b) -> b - a).toList();
    for (int size : sizes) {
      for (int at = 0; at + size <= tokens.size(); at++) {
        if (!FIRST_PIECES.contains(tokens.get(at).text())) {
          continue;
        }
        List<String> texts = tokens.subList(at, at + size).stream().map(Token::text).toList();
        List<String> parts = PHRASES.get(texts);
        if (parts == null) {
          continue;
        }
        boolean joined = tokens.subList(at + 1, at + size).stream().allMatch(Token::joined);
        if (joined && !taken[at] && !taken[at + size - 1]) {
          found.put(at, parts);
          ends.put(at, at + size);
        }
        java.util.Arrays.fill(taken, at, at + size, true);
      }
    }
    List<Token> mended = new ArrayList<>();
    for (int at = 0; at < tokens.size(); ) {
      List<String> parts = found.get(at);
      if (parts == null) {
        mended.add(tokens.get(at++));
      } else {
        boolean joined = tokens.get(at).joined();
        for (String part : parts) {
          mended.add(new Token(part, false, joined));
          joined = true;
        }
        at = ends.get(at);
      }
    }
    return mended;
  }
}
