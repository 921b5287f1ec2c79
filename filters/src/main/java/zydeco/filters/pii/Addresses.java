package zydeco.filters.pii;

/**
 * Public IPv4 addresses as datatrove's PIIFormatter finds them: four numbers up to 255 with dots
 * between, whatever stands around, of which those remain that Python 3.11's {@code
 * ipaddress.ip_address(...).is_global} calls global; numbers with leading zeros are no address.
 */
final class Addresses {
  private Addresses() {}

  static void find(byte[] text, Spans spans) {
    int[] numbers = new int[4];
    for (int at = 0; at < text.length; ) {
      int end = isDigit(text, at) ? address(text, at, numbers) : -1;
      if (end < 0) {
        at++;
        continue;
      }
      if (numbers[0] >= 0 && isGlobal(numbers)) {
        spans.found(at, end);
      }
      at = end;
    }
  }

  /** The end of the address that begins here, or -1; a leading zero makes the first number -1. */
  private static int address(byte[] text, int from, int[] numbers) {
    int at = from;
    boolean zeros = false;
    for (int i = 0; i < 4; i++) {
      int end = number(text, at);
      if (i < 3) {
        while (end > at && !(end < text.length && text[end] == '.')) {
          end--;
        }
      }
      if (end <= at) {
        return -1;
      }
      zeros |= text[at] == '0' && end - at > 1;
      numbers[i] =
          Integer.parseInt(
              new String(text, at, end - at, java.nio.charset.StandardCharsets.US_ASCII));
      at = i < 3 ? end + 1 : end;
    }
    numbers[0] = zeros ? -1 : numbers[0];
    return at;
  }

  /** The end of the longest number here that is at most 255; the place itself where none is. */
  private static int number(byte[] text, int from) {
    int end = from;
    int value = 0;
    while (end < text.length && end - from < 3 && isDigit(text, end)) {
      value = value * 10 + text[end] - '0';
      if (value > 255) {
        break;
      }
      end++;
    }
    return end;
  }

  private static boolean isDigit(byte[] text, int at) {
    return at < text.length && text[at] >= '0' && text[at] <= '9';
  }

  private static boolean isGlobal(int[] n) {
    boolean reserved =
        switch (n[0]) {
          case 0, 10, 127 -> true;
          case 100 -> n[1] >= 64 && n[1] <= 127;
          case 169 -> n[1] == 254;
          case 172 -> n[1] >= 16 && n[1] <= 31;
          case 192 -> n[1] == 168 || n[1] == 0 && isSpecial(n[2], n[3]);
          case 198 -> n[1] == 18 || n[1] == 19 || n[1] == 51 && n[2] == 100;
          case 203 -> n[1] == 0 && n[2] == 113;
          default -> n[0] >= 240;
        };
    return !reserved;
  }

  private static boolean isSpecial(int third, int fourth) {
    return third == 2 || third == 0 && (fourth < 8 || fourth == 170 || fourth == 171);
  }
}
