package zydeco.filters.splitter.khmer;

import java.util.ArrayList;
import java.util.List;
import zydeco.filters.bytes.Characters;

/**
 * Khmer characters with what is written around them, which khmer-nltk 1.6 never parts, and what its
 * model is told of them.
 */
final class KhmerClusters {
  private static final char SEPARATOR = '\u200B';
  private static final String DOUBLE = "" + SEPARATOR + SEPARATOR;
  private static final int COENG = 0x17D2;
  private static final String SYMBOLS = "៕។៛ៗ៚៙៘,.? ";
  private static final int NONE = -1;

  private KhmerClusters() {}

  /** The clusters of a text, without line ends and some of the blanks. */
  static List<String> of(String text, KhmerCorrections corrections) {
    List<String> clusters = new ArrayList<>();
    StringBuilder cluster = new StringBuilder();
    for (String word : cleaned(text, corrections).split("" + SEPARATOR)) {
      int[] points = word.codePoints().toArray();
      for (int i = 0; i < points.length; i++) {
        cluster.appendCodePoint(points[i]);
        if (ends(points[i], i + 1 < points.length ? points[i + 1] : NONE)) {
          clusters.add(cluster.toString());
          cluster.setLength(0);
        }
      }
    }
    return clusters;
  }

  private static String cleaned(String text, KhmerCorrections corrections) {
    int from = 0;
    int to = text.length();
    while (from < to && text.charAt(from) == SEPARATOR) {
      from++;
    }
    while (from < to && text.charAt(to - 1) == SEPARATOR) {
      to--;
    }
    String parted =
        stripped(text.substring(from, to))
            .replace("  ", " ")
            .replace(" ", SEPARATOR + " " + SEPARATOR)
            .replace(DOUBLE, "" + SEPARATOR)
            .replace(DOUBLE, "" + SEPARATOR);
    String corrected = corrections.correct(parted).replace("\u2028", "").replace("\u200A", "");
    return stripped(corrected).replace("\n", "").replace("  ", " ");
  }

  /** All of Python's blanks are single chars. */
  private static String stripped(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && Characters.is(text.charAt(from), Characters.SPACE)) {
      from++;
    }
    while (from < to && Characters.is(text.charAt(to - 1), Characters.SPACE)) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Whether a cluster ends between two characters. */
  private static boolean ends(int c, int next) {
    if (next == NONE || next == ' ') {
      return true;
    }
    boolean khmer = isKhmer(c);
    if (!khmer && !isKhmer(next) || isDigit(c) && isDigit(next)) {
      return false;
    }
    return !khmer || begins(next) && c != COENG;
  }

  private static boolean isKhmer(int c) {
    return c >= 0x1780 && c <= 0x17FF || SYMBOLS.indexOf(c) >= 0 || isLunar(c);
  }

  private static boolean isLunar(int c) {
    return c >= 0x19E0 && c <= 0x19FF;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9' || c >= 0x17E0 && c <= 0x17E9;
  }

  private static boolean isConsonant(int c) {
    return c >= 0x1780 && c <= 0x17B3;
  }

  /** Whether a character begins a cluster. */
  private static boolean begins(int c) {
    return !isKhmer(c) || isConsonant(c) || SYMBOLS.indexOf(c) >= 0 || isDigit(c) || isLunar(c);
  }

  /** What the model is told of a cluster and up to three on each side, in its order. */
  static List<String> features(List<String> clusters, int at) {
    List<String> told = new ArrayList<>(32);
    int last = clusters.size() - 1 - at;
    String own = clusters.get(at);
    told.add("kcc:" + own);
    told.add("t:" + type(own));
    tellIfOther(told, "ns", own);
    if (at >= 1) {
      String first = clusters.get(at - 1);
      told.add("kcc[-1]:" + first);
      told.add("kcc[-1]t:" + type(first));
      told.add("kcc[-1:0]:" + first + own);
      tellIfOther(told, "ns-1", first);
    } else {
      told.add("BOS");
    }
    if (at >= 2) {
      String second = clusters.get(at - 2);
      String both = second + clusters.get(at - 1);
      told.add("kcc[-2]:" + second);
      told.add("kcc[-2]t:" + type(second));
      told.add("kcc[-2:-1]:" + both);
      told.add("kcc[-2:0]:" + both + own);
    }
    if (at >= 3) {
      String third = clusters.get(at - 3);
      String two = third + clusters.get(at - 2);
      String all = two + clusters.get(at - 1);
      told.add("kcc[-3]:" + third);
      told.add("kcc[-3]t:" + type(third));
      told.add("kcc[-3:0]:" + all + own);
      told.add("kcc[-3:-1]:" + all);
      told.add("kcc[-3:-2]:" + two);
    }
    if (last >= 1) {
      String first = clusters.get(at + 1);
      told.add("kcc[+1]:" + first);
      told.add("kcc[+1]t:" + type(first));
      told.add("kcc[+1:0]:" + own + first);
      tellIfOther(told, "ns+1", first);
    } else {
      told.add("EOS");
    }
    if (last >= 2) {
      String second = clusters.get(at + 2);
      String both = clusters.get(at + 1) + second;
      told.add("kcc[+2]:" + second);
      told.add("kcc[+2]t:" + type(second));
      told.add("kcc[+1:+2]:" + both);
      told.add("kcc[0:+2]:" + own + both);
      tellIfOther(told, "ns+2", second);
    }
    if (last >= 3) {
      String third = clusters.get(at + 3);
      String two = clusters.get(at + 2) + third;
      String all = clusters.get(at + 1) + two;
      told.add("kcc[+3]:" + third);
      told.add("kcc[+3]t:" + type(third));
      told.add("kcc[+2:+3]:" + two);
      told.add("kcc[+1:+3]:" + all);
      told.add("kcc[0:+3]:" + own + all);
    }
    return told;
  }

  /** A feature of a number that is 0 adds nothing: it is not told. */
  private static void tellIfOther(List<String> told, String name, String cluster) {
    if (type(cluster.codePointAt(0)).equals("NS")) {
      told.add(name);
    }
  }

  private static String type(String cluster) {
    int count = cluster.codePointCount(0, cluster.length());
    return count == 1 ? type(cluster.codePointAt(0)) : "K" + count;
  }

  private static String type(int c) {
    if (isConsonant(c)) {
      return "C";
    }
    if (c >= 0x17B4 && c <= 0x17C8) {
      return "W";
    }
    if (c == COENG) {
      return "S";
    }
    return c >= 0x17C9 && c <= 0x17D0 ? "D" : "NS";
  }
}
