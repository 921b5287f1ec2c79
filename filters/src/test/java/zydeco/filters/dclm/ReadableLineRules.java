package zydeco.filters.dclm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import zydeco.filters.bytes.Characters;
import zydeco.filters.twin.PythonLower;
import zydeco.filters.twin.PythonText;

/** DCLM's line modifiers over strings, by regular expressions. */
final class ReadableLineRules {
  private static final int ANY_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  private static final String BLANK = "[\\s\\x1C-\\x1F\\x85\\p{Z}]";
  private static final String WORD = "[\\p{L}\\p{N}_]";
  private static final Pattern COUNTER =
      Pattern.compile(
          "(?s)(?:(?!W).)*\\p{Nd}[,.\\p{Nd}]*[kmb]?B+(?:likes|shares|comments|retweets|reposts|quotes|bookmarks"
                  .replace("W)", WORD + ")")
                  .replace("B+", BLANK + "+")
              + "|upvotes|downvotes|downloads|views|followers)(?:(?!"
              + WORD
              + ").)*");
  private static final List<Pattern> PHRASES =
      List.of(
          Pattern.compile(BLANK + "?items in cart", ANY_CASE),
          Pattern.compile(BLANK + "?read more...\\z", ANY_CASE | Pattern.DOTALL),
          Pattern.compile("^sign-in" + BLANK + "?", ANY_CASE));

  private ReadableLineRules() {}

  static String of(String text) {
    String page = strip(text, line -> share(line, Characters.UPPERCASE) <= 0.5);
    page = strip(page, line -> share(line, Characters.DIGIT) <= 0.999999);
    page = strip(page, line -> !COUNTER.matcher(PythonLower.of(line)).matches());
    if (!page.isEmpty()) {
      page = kept(page, line -> line.isEmpty() || PythonText.split(line).size() >= 2);
    }
    for (Pattern phrase : PHRASES) {
      page = page.isEmpty() ? page : without(phrase, page);
    }
    return page;
  }

  private static String strip(String page, Predicate<String> stays) {
    return page.isEmpty() ? page : PythonText.strip(kept(page, stays));
  }

  private static String kept(String page, Predicate<String> stays) {
    return PythonText.joined(PythonText.splitAt(page, "\n").stream().filter(stays).toList());
  }

  private static double share(String line, int classes) {
    return PythonText.share(
        PythonText.count(line, c -> Characters.is(c, classes)), PythonText.length(line));
  }

  private static String without(Pattern phrase, String page) {
    List<String> left = new ArrayList<>();
    for (String line : PythonText.splitAt(page, "\n")) {
      boolean isShort = PythonText.split(line).size() <= 10;
      String cut = isShort ? phrase.matcher(line).replaceAll("") : line;
      if (!isShort || line.isEmpty() || !PythonText.isBlank(cut)) {
        left.add(cut);
      }
    }
    return PythonText.strip(PythonText.joined(left));
  }
}
