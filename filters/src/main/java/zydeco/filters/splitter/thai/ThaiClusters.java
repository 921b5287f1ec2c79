package zydeco.filters.splitter.thai;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Thai character clusters (Theeramunkong and others 2000) with the rules of PyThaiNLP 5.4: what is
 * never parted. Used by one thread.
 */
final class ThaiClusters {
  /**
   * The first that fits. C is a consonant, T a tone mark or nothing, S a silent end or nothing, and
   * N says that a consonant, a leading vowel or the end follows.
   */
  private static final String RULES =
      """
      เC็CS|เCCTาะS|เCCีTยะS|เCCีTยNS|เCC็CS|เCิC์CS|เCิTCS|เCีTยะ?S|เCืTอะ?S|เC[ิีุู]TยNS|เCTา?ะ?S|\
      CัTวะS|C[ัื]TC[ุิะ]?S|C[ิุู]์|C[ะ-ู]TS|CรรC์|C็|CT[ะาำ]?S|\
      แC็C|แCC์|แCTะ|แCC็C|แCCC์|โCTะ|[เ-ไ]CT""";

  private static final Pattern CLUSTER =
      Pattern.compile(
          RULES
              .replace("S", "(?:CC?[ุูิ]?์)?")
              .replace("N", "(?=[เ-ไก-ฮ]|\\n?\\z)")
              .replace("C", "[ก-ฮ]")
              .replace("T", "[่-๋]?"));

  private static final char NO_THAI = '\uFFFF';

  private final char[] characters;
  private final Matcher matcher = CLUSTER.matcher("");

  /**
   * Clusters of texts of a size.
   *
   * @param most code points
   */
  ThaiClusters(int most) {
    characters = new char[most];
  }

  /** Says for each place of a range, and the one behind it, whether a cluster ends there. */
  void mark(int[] points, int from, int to, boolean[] ends) {
    for (int at = from; at < to; at++) {
      characters[at - from] = points[at] < NO_THAI ? (char) points[at] : NO_THAI;
      ends[at] = false;
    }
    matcher.reset(new String(characters, 0, to - from));
    int at = 0;
    while (at < to - from) {
      boolean found = isLead(characters[at]) && matcher.region(at, to - from).lookingAt();
      at = found ? matcher.end() : at + 1;
      ends[from + at] = true;
    }
  }

  private static boolean isLead(char c) {
    return ThaiWords.isConsonant(c) || c >= 'เ' && c <= 'ไ';
  }
}
