package zydeco.filters.splitter;

import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.bytes.WordSet;

/**
 * Cuts a run of bytes without blanks into words by the affixes that spaCy has for every language,
 * or those of its blank English tokenizer: special words first, then prefixes and suffixes from
 * outside in, addresses left whole, the rest cut at infixes. Linear in the bytes.
 */
public final class AffixSplitter implements Splitter {
  private static final String[] UNITS =
      ("km km² km³ m m² m³ dm dm² dm³ cm cm² cm³ mm mm² mm³ ha µm nm yd in ft kg g mg µg t lb oz"
              + " m/s km/h kmh mph hPa Pa mbar mb MB kb KB gb GB tb TB T G M K % км км² км³ м м² м³"
              + " дм дм² дм³ см см² см³ мм мм² мм³ нм кг г мг м/с км/ч кПа Па мбар Кб КБ кб Мб МБ мб"
              + " Гб ГБ гб Тб ТБ тбكم كم² كم³ م م² م³ سم سم² سم³ مم مم² مم³ كم غرام جرام جم كغ ملغ"
              + " كوب اكواب")
          .split(" ");
  private static final int LONGEST_UNIT = 10;
  private static final WordSet UNIT_WORDS = WordSet.of(UNITS);

  private final IntList suffixes = new IntList();
  private final SpecialWords words;

  /** What may stand before a hyphen that parts words, beside letters. */
  private final boolean digitBeforeHyphen;

  private byte[] bytes;
  private IntList ends;

  private AffixSplitter(SpecialWords words, boolean digitBeforeHyphen) {
    this.words = words;
    this.digitBeforeHyphen = digitBeforeHyphen;
  }

  /** The rules of spaCy's {@code en}. */
  public static AffixSplitter english() {
    return new AffixSplitter(SpecialWords.ENGLISH, true);
  }

  /** The rules of spaCy's {@code xx}, which know no language. */
  public static AffixSplitter general() {
    return new AffixSplitter(SpecialWords.GENERAL, false);
  }

  @Override
  public SpecialWords special() {
    return words;
  }

  @Override
  public void split(byte[] text, int from, int to, boolean special, IntList into) {
    bytes = text;
    ends = into;
    suffixes.clear();
    int lo = from;
    int hi = to;
    boolean more = true;
    while (more && lo < hi && !(special && isSpecial(lo, hi))) {
      int prefix = prefix(lo, hi);
      if (special && prefix > 0 && isSpecial(lo + prefix, hi)) {
        lo = cutPrefix(lo, prefix);
        break;
      }
      int suffix = suffix(lo + prefix, hi);
      if (special && suffix > 0 && isSpecial(lo, hi - suffix)) {
        hi = cutSuffix(hi, suffix);
        break;
      }
      more = prefix + suffix > 0;
      lo = prefix > 0 ? cutPrefix(lo, prefix) : lo;
      hi = suffix > 0 ? cutSuffix(hi, suffix) : hi;
    }
    core(lo, hi, special);
    for (int i = suffixes.size() - 1; i >= 0; i--) {
      ends.add(suffixes.get(i));
    }
  }

  private boolean isSpecial(int lo, int hi) {
    return lo < hi && words.parts(bytes, lo, hi) != null;
  }

  private int cutPrefix(int lo, int length) {
    ends.add(lo + length);
    return lo + length;
  }

  private int cutSuffix(int hi, int length) {
    suffixes.add(hi);
    return hi - length;
  }

  private void core(int lo, int hi, boolean special) {
    if (lo >= hi) {
      return;
    }
    int[] parts = special ? words.parts(bytes, lo, hi) : null;
    if (parts != null) {
      int end = lo;
      for (int part : parts) {
        end += part;
        ends.add(end);
      }
    } else if (UrlPattern.matches(bytes, lo, hi)) {
      ends.add(hi);
    } else {
      infixes(lo, hi);
    }
  }

  // ---- prefixes

  private int prefix(int lo, int hi) {
    int c = Utf8.at(bytes, lo, hi);
    if (c == '.') {
      int end = afterDots(lo, hi);
      return end - lo >= 2 ? end - lo : 0;
    }
    if (c == '+') {
      return lo + 1 < hi && isDigit(bytes[lo + 1]) ? 0 : 1;
    }
    if (Characters.is(c, Characters.PREFIX)) {
      return Utf8.width(bytes[lo]);
    }
    return dollars(lo, hi);
  }

  /** The length of {@code US$}, {@code C$} or {@code A$} here, or 0. */
  private int dollars(int lo, int hi) {
    if (lo + 2 < hi && bytes[lo] == 'U' && bytes[lo + 1] == 'S' && bytes[lo + 2] == '$') {
      return 3;
    }
    boolean two = lo + 1 < hi && bytes[lo + 1] == '$';
    return two && (bytes[lo] == 'C' || bytes[lo] == 'A') ? 2 : 0;
  }

  private int afterDots(int lo, int hi) {
    int end = lo;
    while (end < hi && bytes[end] == '.') {
      end++;
    }
    return end;
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  // ---- suffixes

  private int suffix(int lo, int hi) {
    if (lo >= hi) {
      return 0;
    }
    int at = Utf8.before(bytes, hi, lo);
    int c = Utf8.at(bytes, at, hi);
    if (c == '.') {
      return periods(lo, hi);
    }
    int length = 0;
    if (Characters.is(c, Characters.SUFFIX)) {
      length = hi - at;
      if (c == '…' && at - 3 >= lo && Utf8.at(bytes, at - 3, hi) == '…') {
        length += 3;
      }
    } else if (c == 's' || c == 'S') {
      length = possessive(lo, at, hi);
    } else if (c == '+' && at > lo && isDigit(bytes[at - 1])) {
      length = 1;
    }
    return Math.max(length, afterDigit(lo, hi));
  }

  private int periods(int lo, int hi) {
    int start = hi - 1;
    while (start > lo && bytes[start - 1] == '.') {
      start--;
    }
    if (hi - start >= 2) {
      return hi - start;
    }
    if (start == lo) {
      return 0;
    }
    int at = Utf8.before(bytes, start, lo);
    int before = Utf8.at(bytes, at, hi);
    if (Characters.is(before, Characters.BEFORE_PERIOD)) {
      return 1;
    }
    if (at == lo) {
      return 0;
    }
    int earlier = Utf8.at(bytes, Utf8.before(bytes, at, lo), hi);
    boolean degrees = earlier == '°' && "FfCcKk".indexOf(before) >= 0;
    boolean capitals =
        Characters.is(before, Characters.UPPER) && Characters.is(earlier, Characters.UPPER);
    return degrees || capitals ? 1 : 0;
  }

  private int possessive(int lo, int at, int hi) {
    if (at <= lo) {
      return 0;
    }
    int mark = Utf8.before(bytes, at, lo);
    int c = Utf8.at(bytes, mark, hi);
    return c == '\'' || c == '’' ? hi - mark : 0;
  }

  /** The length of a unit or a currency that follows a digit, or 0. */
  private int afterDigit(int lo, int hi) {
    int floor = Math.max(lo, hi - LONGEST_UNIT - 1);
    for (int at = hi - 1; at >= floor; at--) {
      if (isDigit(bytes[at])) {
        int from = at + 1;
        return from < hi && (UNIT_WORDS.has(bytes, from, hi) || isCurrency(from, hi))
            ? hi - from
            : 0;
      }
    }
    return 0;
  }

  private boolean isCurrency(int lo, int hi) {
    return Characters.is(Utf8.at(bytes, lo, hi), Characters.CURRENCY)
            && lo + Utf8.width(bytes[lo]) == hi
        || dollars(lo, hi) == hi - lo;
  }

  // ---- infixes

  private void infixes(int lo, int hi) {
    int start = lo;
    int before = 0;
    int at = lo;
    while (at < hi) {
      int c = Utf8.at(bytes, at, hi);
      int width = Utf8.width(bytes[at]);
      int length = Math.min(infix(before, c, at, hi), hi - at);
      if (length == 0) {
        before = c;
        at = Math.min(at + width, hi);
        continue;
      }
      if (at > lo) {
        if (at > start) {
          ends.add(at);
        }
        ends.add(at + length);
        start = at + length;
      }
      at += length;
      before = Utf8.at(bytes, Utf8.before(bytes, at, lo), hi);
    }
    if (start < hi) {
      ends.add(hi);
    }
  }

  /** The length of the infix that begins here, or 0. */
  private int infix(int before, int c, int at, int hi) {
    if (c == '.' && at + 1 < hi && bytes[at + 1] == '.') {
      return afterDots(at, hi) - at;
    }
    if (Characters.is(c, Characters.INFIX)) {
      return Utf8.width(bytes[at]);
    }
    return switch (c) {
      case '+', '*', '^' -> between(isAsciiDigit(before), digitOrDash(at + 1, hi));
      case '-' -> isAsciiDigit(before) && digitOrDash(at + 1, hi) ? 1 : hyphens(before, c, at, hi);
      case '–', '—', '~' -> hyphens(before, c, at, hi);
      case '.' ->
          between(
              Characters.is(before, Characters.LOWER | Characters.QUOTE),
              next(at + 1, hi, Characters.UPPER | Characters.QUOTE));
      case ',' ->
          between(Characters.is(before, Characters.LETTER), next(at + 1, hi, Characters.LETTER));
      case ':', '<', '>', '=', '/' ->
          between(
              isAsciiDigit(before) || Characters.is(before, Characters.LETTER),
              next(at + 1, hi, Characters.LETTER));
      default -> 0;
    };
  }

  private static int between(boolean before, boolean after) {
    return before && after ? 1 : 0;
  }

  private static boolean isAsciiDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private boolean digitOrDash(int at, int hi) {
    return at < hi && (isDigit(bytes[at]) || bytes[at] == '-');
  }

  private boolean next(int at, int hi, int classes) {
    return at < hi && Characters.is(Utf8.at(bytes, at, hi), classes);
  }

  /** The length of one to three dashes between letters, or 0. */
  private int hyphens(int before, int c, int at, int hi) {
    boolean digit = digitBeforeHyphen && isAsciiDigit(before);
    if (!digit && !Characters.is(before, Characters.LETTER)) {
      return 0;
    }
    int most = c == '-' ? 3 : c == '—' ? 2 : 1;
    int width = Utf8.width(bytes[at]);
    int end = at + width;
    for (int count = 1; count <= most; count++) {
      if (next(end, hi, Characters.LETTER)) {
        return end - at;
      }
      if (end >= hi || Utf8.at(bytes, end, hi) != c) {
        return 0;
      }
      end += width;
    }
    return 0;
  }
}
