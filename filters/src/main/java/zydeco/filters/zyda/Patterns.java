package zydeco.filters.zyda;

/** Zyda-1's eight patterns, which its code takes as regular expressions, in one walk. */
final class Patterns {
  private int xml;
  private int xmlVersion;
  private int loremIpsum;
  private int https;
  private int less;
  private int greater;
  private int quoteColon;
  private int www;

  void read(byte[] bytes, int length) {
    xml = 0;
    xmlVersion = 0;
    loremIpsum = 0;
    https = 0;
    less = 0;
    greater = 0;
    quoteColon = 0;
    www = 0;
    int wwwFrom = 0;
    for (int at = 0; at < length; at++) {
      switch (bytes[at]) {
        case 'x' -> {
          xml += is(bytes, at, "xml") ? 1 : 0;
          xmlVersion += is(bytes, at, "xml version=") ? 1 : 0;
        }
        case 'l' -> loremIpsum += is(bytes, at, "lorem ipsum") ? 1 : 0;
        case 'h' -> https += is(bytes, at, "https://") ? 1 : 0;
        case '<' -> less++;
        case '>' -> greater++;
        case '"' -> quoteColon += bytes[at + 1] == ':' ? 1 : 0;
        case 'w' -> {
          boolean more = at + 3 < length && bytes[at + 3] != '\n';
          if (at >= wwwFrom && more && is(bytes, at, "www")) {
            www++;
            wwwFrom = at + 4;
          }
        }
        default -> {}
      }
    }
  }

  private static boolean is(byte[] bytes, int at, String word) {
    for (int i = 1; i < word.length(); i++) {
      if (bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  int xml() {
    return xml;
  }

  int xmlVersion() {
    return xmlVersion;
  }

  int loremIpsum() {
    return loremIpsum;
  }

  int https() {
    return https;
  }

  int less() {
    return less;
  }

  int greater() {
    return greater;
  }

  /** A double quote and a colon. */
  int quoteColon() {
    return quoteColon;
  }

  /** Three w and any character but a newline. */
  int www() {
    return www;
  }
}
