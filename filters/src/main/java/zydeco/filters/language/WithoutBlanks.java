package zydeco.filters.language;

import java.util.Set;

/** Languages that are written without blanks between words and that ICU has dictionaries of. */
public final class WithoutBlanks {
  /** Codes of ISO 639-1 and 639-3: Chinese languages, Japanese, Thai, Lao, Khmer, Burmese. */
  private static final Set<String> CODES =
      Set.of(
          "zh", "zho", "cmn", "yue", "wuu", "hak", "gan", "nan", "hsn", "lzh", "cdo", "ja", "jpn",
          "th", "tha", "lo", "lao", "km", "khm", "my", "mya");

  private WithoutBlanks() {}

  /** Whether a label, such as {@code ja} or {@code cmn_Hani}, is of such a language. */
  public static boolean is(String label) {
    if (label == null || label.endsWith("_Latn")) {
      return false;
    }
    int end = label.indexOf('_');
    return CODES.contains(end < 0 ? label : label.substring(0, end));
  }
}
