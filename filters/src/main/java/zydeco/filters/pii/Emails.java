package zydeco.filters.pii;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;

/**
 * E-mail addresses as the PIIFormatter of datatrove 0.10.1 finds them: a local part of letters and
 * digits of ASCII and the signs of RFC 5322, single dots between, of any length; a domain of two
 * labels or more, or in square brackets three numbers and a fourth or a tag with a colon.
 *
 * <p>The walk goes from one {@code @} to the next. The local part begins at the first word boundary
 * of the longest stretch of its characters before the sign; the domain is the longest that fits, a
 * last label without the hyphens at its end. Each byte is looked at a fixed number of times.
 */
final class Emails {
  private static final Pattern LITERAL =
      Pattern.compile(
          "\\[(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\\.){3}"
              + "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?|[A-Za-z0-9-]*+(?<=[A-Za-z0-9]):)]");

  private Emails() {}

  static void find(byte[] text, Spans spans) {
    int done = 0;
    for (int at = 0; at < text.length; at++) {
      if (text[at] == '@') {
        int from = local(text, done, at);
        int to = from < 0 ? -1 : domain(text, at + 1);
        if (to > 0) {
          spans.found(from, to);
          done = to;
          at = to - 1;
        }
      }
    }
  }

  /** Where the local part begins, not before the floor; -1 where there is none. */
  private static int local(byte[] text, int floor, int sign) {
    int start = sign;
    while (start > floor && isLocal(text, start - 1, sign)) {
      start--;
    }
    for (int at = start; at < sign; at++) {
      if (text[at] != '.' && isWord(text[at]) != wordBefore(text, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isLocal(byte[] text, int at, int sign) {
    return text[at] == '.' ? at + 1 < sign && text[at + 1] != '.' : isAtom(text[at]);
  }

  private static boolean isAtom(byte octet) {
    return isAlphanumeric(octet) || octet > 0 && "!#$%&'*+/=?^_`{|}~-".indexOf(octet) >= 0;
  }

  private static boolean isAlphanumeric(byte octet) {
    return octet >= 'a' && octet <= 'z'
        || octet >= 'A' && octet <= 'Z'
        || octet >= '0' && octet <= '9';
  }

  private static boolean isWord(byte octet) {
    return isAlphanumeric(octet) || octet == '_';
  }

  private static boolean wordBefore(byte[] text, int at) {
    return at > 0
        && Characters.is(Utf8.at(text, Utf8.before(text, at, 0), text.length), Characters.WORD);
  }

  /** Where the domain ends; -1 where there is none. */
  private static int domain(byte[] text, int from) {
    if (from < text.length && text[from] == '[') {
      return literal(text, from);
    }
    int labels = 0;
    int lastEnd = -1;
    for (int start = from; ; ) {
      int end = start;
      while (end < text.length && (isAlphanumeric(text[end]) || text[end] == '-')) {
        end++;
      }
      int trimmed = end;
      while (trimmed > start && text[trimmed - 1] == '-') {
        trimmed--;
      }
      if (trimmed == start || text[start] == '-') {
        return labels >= 2 ? lastEnd : -1;
      }
      if (trimmed < end || end == text.length || text[end] != '.') {
        return labels >= 1 ? trimmed : -1;
      }
      labels++;
      lastEnd = end;
      start = end + 1;
    }
  }

  private static int literal(byte[] text, int from) {
    int end = from + 1;
    while (end < text.length
        && (isAlphanumeric(text[end])
            || text[end] == '-'
            || text[end] == '.'
            || text[end] == ':')) {
      end++;
    }
    int limit = Math.min(text.length, end + 1);
    Matcher matcher =
        LITERAL.matcher(new String(text, from, limit - from, StandardCharsets.ISO_8859_1));
    return matcher.lookingAt() ? from + matcher.end() : -1;
  }
}
