package zydeco.filters.splitter;

import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;

/**
 * Recognises a whole word that is an address of the web or of mail, as spaCy's URL pattern does
 * (after Diego Perini's, MIT): an optional scheme, anything up to an {@code @}, a public IPv4
 * address or a host of labels and a lower-case top domain, a port, a path. Linear in the bytes.
 */
public final class UrlPattern {
  private UrlPattern() {}

  public static boolean matches(byte[] bytes, int from, int to) {
    if (!hasDot(bytes, from, to)) {
      return false;
    }
    int scheme = afterScheme(bytes, from, to);
    if (scheme > 0 && matchesHost(bytes, scheme, to) || matchesHost(bytes, from, to)) {
      return true;
    }
    for (int i = from + 1; i < to; i++) {
      if (bytes[i] == '@' && matchesHost(bytes, i + 1, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasDot(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '.') {
        return true;
      }
    }
    return false;
  }

  /** The offset after {@code scheme://}, or -1. */
  private static int afterScheme(byte[] bytes, int from, int to) {
    int at = from;
    int count = 0;
    while (at < to && bytes[at] != ':') {
      int c = Utf8.at(bytes, at, to);
      if (c != '+' && c != '-' && c != '.' && !Characters.is(c, Characters.WORD)) {
        return -1;
      }
      at += Utf8.width(bytes[at]);
      count++;
    }
    boolean mark = at + 3 <= to && bytes[at + 1] == '/' && bytes[at + 2] == '/';
    return count >= 2 && mark ? at + 3 : -1;
  }

  private static boolean matchesHost(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && !isHostEnd(bytes[end])) {
      if (bytes[end] == '@') {
        return false;
      }
      end++;
    }
    return (isHost(bytes, from, end) || isPublicAddress(bytes, from, end))
        && isPortAndPath(bytes, end, to);
  }

  private static boolean isHostEnd(byte octet) {
    return octet == ':' || octet == '/' || octet == '?' || octet == '#';
  }

  private static boolean isPortAndPath(byte[] bytes, int from, int to) {
    int at = from;
    if (at < to && bytes[at] == ':') {
      int digits = 0;
      at++;
      while (at < to && Characters.is(Utf8.at(bytes, at, to), Characters.DECIMAL)) {
        at += Utf8.width(bytes[at]);
        digits++;
      }
      if (digits < 2 || digits > 5) {
        return false;
      }
    }
    return at >= to || bytes[at] == '/' || bytes[at] == '?' || bytes[at] == '#';
  }

  private static boolean isHost(byte[] bytes, int from, int to) {
    int label = from;
    boolean labels = false;
    for (int at = from; at < to; at++) {
      if (bytes[at] == '.') {
        if (!isLabel(bytes, label, at)) {
          return false;
        }
        labels = true;
        label = at + 1;
      }
    }
    return labels && isTopDomain(bytes, label, to);
  }

  private static boolean isLabel(byte[] bytes, int from, int to) {
    int count = 0;
    boolean edge = false;
    for (int at = from; at < to; at += Utf8.width(bytes[at])) {
      int c = Utf8.at(bytes, at, to);
      edge = isLabelEdge(c);
      if (!edge && (count == 0 || c != '_' && c != '-')) {
        return false;
      }
      count++;
    }
    return edge && count <= 64;
  }

  private static boolean isLabelEdge(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c >= 0xA1 && c <= 0xFFFF;
  }

  private static boolean isTopDomain(byte[] bytes, int from, int to) {
    int count = 0;
    for (int at = from; at < to; at += Utf8.width(bytes[at])) {
      if (!Characters.is(Utf8.at(bytes, at, to), Characters.LOWER)) {
        return false;
      }
      count++;
    }
    return count >= 2 && count <= 63;
  }

  private static boolean isPublicAddress(byte[] bytes, int from, int to) {
    int[] octets = new int[4];
    int at = from;
    for (int i = 0; i < 4; i++) {
      int digits = 0;
      int start = at;
      while (at < to && digits < 4 && bytes[at] >= '0' && bytes[at] <= '9') {
        octets[i] = octets[i] * 10 + bytes[at++] - '0';
        digits++;
      }
      boolean zeroFirst = digits > 1 && bytes[start] == '0';
      if (digits == 0 || digits > 3 || zeroFirst && (i == 0 || i == 3 || digits == 3)) {
        return false;
      }
      if (i < 3 && (at >= to || bytes[at++] != '.')) {
        return false;
      }
    }
    return at == to && isPublic(octets);
  }

  private static boolean isPublic(int[] octets) {
    int first = octets[0];
    int second = octets[1];
    boolean inRange =
        first >= 1
            && first <= 223
            && second <= 255
            && octets[2] <= 255
            && octets[3] >= 1
            && octets[3] <= 254;
    boolean local =
        first == 10
            || first == 127
            || first == 169 && second == 254
            || first == 192 && second == 168
            || first == 172 && second >= 16 && second <= 31;
    return inRange && !local;
  }
}
