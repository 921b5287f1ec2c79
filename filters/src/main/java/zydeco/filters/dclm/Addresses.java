package zydeco.filters.dclm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.bytes.WordSet;

/**
 * Takes addresses out of a text as DCLM's url_removal_modifier does: IPv4 addresses always, names
 * under a top-level domain only where the text itself begins with the name of one, in any case.
 */
final class Addresses {
  /* A name is a run of host characters, at most 256 of them, then a dot and a domain that ends a
   * word; from the left, with the last such dot in reach. Each run is walked once to find its dots,
   * so the cost is linear. */

  private static final int REACH = 256;
  private static final int BLANKS_BEFORE = 10;
  private static final WordSet DOMAINS;
  private static final int LONGEST_DOMAIN;
  private static final boolean[] HOST = ascii("-@:%._+~#=");
  private static final boolean[] TAIL = ascii("-()@:%_+.~#?&/=");

  static {
    try (InputStream in = Addresses.class.getResourceAsStream("top-level-domains.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      DOMAINS = new WordSet(text.lines().toList());
      LONGEST_DOMAIN =
          text.lines().mapToInt(s -> s.getBytes(StandardCharsets.UTF_8).length).max().orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes;
  private int length;
  private byte[] kept;
  private int keptLength;
  private int copied;

  /** The ASCII letters, digits and the given marks. */
  private static boolean[] ascii(String marks) {
    boolean[] set = new boolean[128];
    for (int c = 0; c < 128; c++) {
      set[c] = c < 128 && Character.isLetterOrDigit(c) || marks.indexOf(c) >= 0;
    }
    return set;
  }

  /** Takes addresses out of a padded buffer in place; returns the bytes that are left. */
  int remove(byte[] text, int size) {
    bytes = text;
    length = size;
    if (beginsWithDomain()) {
      begin();
      names();
      end();
    }
    begin();
    numbers();
    end();
    return length;
  }

  private void begin() {
    kept = null;
    keptLength = 0;
    copied = 0;
  }

  private void cut(int from, int to) {
    kept = kept == null ? new byte[length + 64] : kept;
    System.arraycopy(bytes, copied, kept, keptLength, from - copied);
    keptLength += from - copied;
    copied = to;
  }

  private void end() {
    if (kept != null) {
      cut(length, length);
      System.arraycopy(kept, 0, bytes, 0, keptLength);
      java.util.Arrays.fill(bytes, keptLength, length, (byte) 0);
      length = keptLength;
    }
  }

  private boolean beginsWithDomain() {
    byte[] lower = new byte[LONGEST_DOMAIN + 4];
    int to = 0;
    for (int at = 0; at < length && to < LONGEST_DOMAIN; at += Utf8.width(bytes[at])) {
      to = Utf8.put(lower, to, caseless(Utf8.at(bytes, at, length)));
      if (DOMAINS.has(lower, 0, to)) {
        return true;
      }
    }
    return false;
  }

  /** One letter for all that re.IGNORECASE takes for the same, of any script. */
  private static int caseless(int c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }

  private void names() {
    int at = 0;
    while (at < length) {
      if (!is(HOST, at)) {
        at++;
        continue;
      }
      int end = at;
      while (end < length && is(HOST, end)) {
        end++;
      }
      at = namesInRun(at, end);
    }
  }

  /** Cuts names out of a run of host characters; returns where to go on. */
  private int namesInRun(int run, int end) {
    int first = domainDot(run + 1, end);
    if (first < 0) {
      return end;
    }
    int scheme = first - run <= REACH ? schemeBefore(run, false) : run;
    int start = Math.max(run, first - REACH);
    int last = first;
    for (int dot = first; dot >= 0; dot = domainDot(dot + 1, Math.min(end, start + REACH + 1))) {
      last = dot;
    }
    int from = start == run ? blanksBefore(scheme) : start;
    int to = domainEnd(last);
    while (to < length && is(TAIL, to)) {
      to++;
    }
    cut(from, to);
    return to;
  }

  /** The first dot from an offset on, before a limit, that a domain follows, or -1. */
  private int domainDot(int from, int limit) {
    for (int at = from; at < limit; at++) {
      if (bytes[at] == '.' && mayBeginDomain(bytes[at + 1]) && domainEnd(at) >= 0) {
        return at;
      }
    }
    return -1;
  }

  /** Domains begin with a letter or a digit; most dots end a sentence. */
  private static boolean mayBeginDomain(byte octet) {
    return octet < 0 || (Characters.ofAscii(octet) & Characters.WORD) != 0;
  }

  /** Where the domain behind a dot ends, or -1 where there is none. */
  private int domainEnd(int dot) {
    int most = Math.min(length, dot + 1 + LONGEST_DOMAIN);
    int at = dot + 1;
    while (at < most) {
      at += Utf8.width(bytes[at]);
      if (isWordEdge(at) && DOMAINS.has(bytes, dot + 1, at)) {
        return at;
      }
    }
    return -1;
  }

  private void numbers() {
    int at = 0;
    while (at < length) {
      int end = isDigit(at) && isWordEdge(at) ? addressEnd(at) : -1;
      if (end < 0) {
        at++;
        continue;
      }
      int from = blanksBefore(schemeBefore(at, true));
      while (end < length && is(TAIL, end)) {
        end++;
      }
      cut(from, end);
      at = end;
    }
  }

  /** Where three octets and dots and the first digit of a fourth end, or -1. */
  private int addressEnd(int from) {
    int at = from;
    for (int octet = 0; octet < 3; octet++) {
      int start = at;
      while (at < length && isDigit(at)) {
        at++;
      }
      int digits = at - start;
      boolean small = digits == 1 || digits == 2 || digits == 3 && bytes[start] <= '2';
      if (!small || at >= length || bytes[at] != '.') {
        return -1;
      }
      at++;
    }
    return at < length && isDigit(at) ? at + 1 : -1;
  }

  /** Where http://, https:// or ftp:// before an offset starts, or the offset. */
  private int schemeBefore(int at, boolean onWordEdge) {
    for (String scheme : new String[] {"https://", "http://", "ftp://"}) {
      int start = at - scheme.length();
      if (start >= copied && is(scheme, start) && (!onWordEdge || isWordEdge(start))) {
        return start;
      }
    }
    return at;
  }

  private boolean is(String word, int at) {
    for (int i = 0; i < word.length(); i++) {
      if (bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int blanksBefore(int at) {
    int from = at;
    for (int count = 0; count < BLANKS_BEFORE && from > copied; count++) {
      int before = Utf8.before(bytes, from, copied);
      if (Blanks.width(bytes, before, length) == 0) {
        break;
      }
      from = before;
    }
    return from;
  }

  private boolean isDigit(int at) {
    return bytes[at] >= '0' && bytes[at] <= '9';
  }

  private boolean is(boolean[] set, int at) {
    return bytes[at] >= 0 && set[bytes[at]];
  }

  private boolean isWordEdge(int at) {
    boolean before = at > 0 && isWord(Utf8.before(bytes, at, 0));
    return before != (at < length && isWord(at));
  }

  private boolean isWord(int at) {
    return Characters.is(Utf8.at(bytes, at, length), Characters.WORD);
  }
}
