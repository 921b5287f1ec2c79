package zydeco.filters.splitter.sudachi;

/**
 * Reads numbers of digits, ideographs and marks, as SudachiPy does: {@code 259万2,300} is {@code
 * 2592300}. Used by one thread.
 */
final class NumberReader {
  /** A full stop or a comma stands where none may. */
  enum Mistake {
    NONE,
    POINT,
    COMMA
  }

  private static final String DIGITS = "〇一二三四五六七八九";
  private static final String UNITS = "十百千万億兆";
  private static final int[] ZEROS = {1, 2, 3, 4, 8, 12};
  private static final int SMALL = 3;

  private final Decimal total = new Decimal();
  private final Decimal part = new Decimal();
  private final Decimal digits = new Decimal();
  private int length;
  private boolean first;
  private boolean comma;
  private boolean pointLast;
  private Mistake mistake;

  void restart() {
    total.clear();
    part.clear();
    digits.clear();
    length = 0;
    first = true;
    comma = false;
    pointLast = false;
    mistake = Mistake.NONE;
  }

  Mistake mistake() {
    return mistake;
  }

  /** Reads a character more; false: it does not go on with the number. */
  boolean read(char c) {
    if (c == '.') {
      return readPoint();
    }
    if (c == ',') {
      if (!mayHaveComma()) {
        mistake = Mistake.COMMA;
        return false;
      }
      comma = true;
      length = 0;
      return true;
    }
    int unit = UNITS.indexOf(c);
    if (unit >= 0) {
      return unit < SMALL ? readSmall(ZEROS[unit]) : readLarge(ZEROS[unit]);
    }
    int digit = c >= '0' && c <= '9' ? c - '0' : DIGITS.indexOf(c);
    if (digit < 0) {
      return false;
    }
    digits.append(digit);
    first = false;
    length++;
    pointLast = false;
    return true;
  }

  private boolean readPoint() {
    pointLast = true;
    if (first) {
      mistake = Mistake.POINT;
    } else if (comma && !mayHaveComma()) {
      mistake = Mistake.COMMA;
    } else if (!digits.setPoint()) {
      mistake = Mistake.POINT;
    } else {
      comma = false;
      return true;
    }
    return false;
  }

  private boolean mayHaveComma() {
    if (first) {
      return false;
    }
    return comma ? length == SMALL : length <= SMALL && !digits.isEmpty() && !digits.isZero();
  }

  private boolean readSmall(int zeros) {
    digits.shift(zeros);
    if (!part.add(digits)) {
      return false;
    }
    behindUnit();
    return true;
  }

  private boolean readLarge(int zeros) {
    if (!part.add(digits) || part.isEmpty()) {
      return false;
    }
    part.shift(zeros);
    if (!total.add(part)) {
      return false;
    }
    part.clear();
    behindUnit();
    return true;
  }

  private void behindUnit() {
    digits.clear();
    first = true;
    length = 0;
    comma = false;
  }

  /** Whether what was read is a number as a whole. */
  boolean isWhole() {
    boolean fits = part.add(digits) && total.add(part);
    if (pointLast) {
      mistake = Mistake.POINT;
      return false;
    }
    if (comma && length != SMALL) {
      mistake = Mistake.COMMA;
      return false;
    }
    return fits;
  }

  /** The number in ASCII digits. */
  String text() {
    return total.text();
  }

  /** Digits with a point and zeros behind them. */
  private static final class Decimal {
    private final StringBuilder digits = new StringBuilder();
    private int zeros;
    private int point;
    private boolean zero;

    void clear() {
      digits.setLength(0);
      zeros = 0;
      point = -1;
      zero = true;
    }

    boolean isEmpty() {
      return digits.length() == 0;
    }

    boolean isZero() {
      return zero;
    }

    void append(int digit) {
      zero &= digit == 0;
      digits.append((char) ('0' + digit));
    }

    boolean setPoint() {
      if (zeros != 0 || point >= 0) {
        return false;
      }
      point = digits.length();
      return true;
    }

    void shift(int more) {
      if (isEmpty()) {
        digits.append('1');
      }
      zeros += more;
    }

    /** Puts another in the place of the last zeros; false: there are too few. */
    boolean add(Decimal other) {
      if (other.isEmpty()) {
        return true;
      }
      if (isEmpty()) {
        digits.append(other.digits);
        zeros = other.zeros;
        point = other.point;
        return true;
      }
      settle();
      other.settle();
      int room = other.point >= 0 ? other.point : other.digits.length() + other.zeros;
      if (zeros < room) {
        return false;
      }
      digits.append("0".repeat(zeros - room));
      if (other.point >= 0) {
        point = digits.length() + other.point;
      }
      digits.append(other.digits);
      zeros = other.zeros;
      return true;
    }

    private void settle() {
      if (point >= 0) {
        int behind = digits.length() - point;
        if (behind > zeros) {
          point += zeros;
          zeros = 0;
        } else {
          zeros -= behind;
          point = -1;
        }
      }
    }

    String text() {
      if (isEmpty()) {
        return "0";
      }
      settle();
      if (zeros > 0) {
        digits.append("0".repeat(zeros));
      } else if (point >= 0) {
        digits.insert(point, '.');
        if (point == 0) {
          digits.insert(0, '0');
        }
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
          end--;
        }
        digits.setLength(digits.charAt(end - 1) == '.' ? end - 1 : end);
      }
      return digits.toString();
    }
  }
}
