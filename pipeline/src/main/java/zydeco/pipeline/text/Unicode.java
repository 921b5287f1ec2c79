package zydeco.pipeline.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.text.FilteredNormalizer2;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import com.ibm.icu.util.ULocale;

/**
 * Normal forms, lower case and categories of Unicode 14.0, that of Python 3.11, on every JVM: the
 * JVM's own differ from release to release, and so would the texts. Code points that are assigned
 * later stay as they are.
 */
public final class Unicode {
  private static final UnicodeSet ASSIGNED = new UnicodeSet("[:age=14.0:]").freeze();
  private static final Normalizer2 NFC =
      new FilteredNormalizer2(Normalizer2.getNFCInstance(), ASSIGNED);
  private static final Normalizer2 NFD =
      new FilteredNormalizer2(Normalizer2.getNFDInstance(), ASSIGNED);

  private Unicode() {}

  /** Normalization form C. */
  public static String nfc(String text) {
    return NFC.normalize(text);
  }

  /** Normalization form D. */
  public static String nfd(String text) {
    return NFD.normalize(text);
  }

  /** Full lower case without regard to a language, final sigmas included. */
  public static String lowerCase(String text) {
    if (ASSIGNED.containsAll(text)) {
      return UCharacter.toLowerCase(ULocale.ROOT, text);
    }
    StringBuilder lower = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); ) {
      int end = ASSIGNED.span(text, at, UnicodeSet.SpanCondition.CONTAINED);
      int next = ASSIGNED.span(text, end, UnicodeSet.SpanCondition.NOT_CONTAINED);
      lower.append(UCharacter.toLowerCase(ULocale.ROOT, text.substring(at, end)));
      lower.append(text, end, next);
      at = next;
    }
    return lower.toString();
  }

  /** Simple lower case of one code point; itself where either is assigned later. */
  public static int lowerCase(int codePoint) {
    return ofThen(codePoint, UCharacter.toLowerCase(codePoint));
  }

  /** Simple upper case of one code point; itself where either is assigned later. */
  public static int upperCase(int codePoint) {
    return ofThen(codePoint, UCharacter.toUpperCase(codePoint));
  }

  private static int ofThen(int codePoint, int other) {
    return ASSIGNED.contains(codePoint) && ASSIGNED.contains(other) ? other : codePoint;
  }

  /** The general category, one of {@link UCharacterCategory}'s numbers. */
  public static int category(int codePoint) {
    return ASSIGNED.contains(codePoint)
        ? UCharacter.getType(codePoint)
        : UCharacterCategory.UNASSIGNED;
  }

  /** Whether a code point is a mark: of general category Mn, Mc or Me. */
  public static boolean isMark(int codePoint) {
    int category = category(codePoint);
    return category == UCharacterCategory.NON_SPACING_MARK
        || category == UCharacterCategory.COMBINING_SPACING_MARK
        || category == UCharacterCategory.ENCLOSING_MARK;
  }
}
