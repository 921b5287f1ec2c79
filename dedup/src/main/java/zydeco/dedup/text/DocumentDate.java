package zydeco.dedup.text;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a document was written, as inputs say it. */
public final class DocumentDate {
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})(?:-?(\\d\\d)(?:-?(\\d\\d)(?:[T ]?(\\d\\d):?(\\d\\d)"
              + "(?::?(\\d\\d)(?:[.,]\\d+)?)?\\s*(Z|UTC|[+-]\\d\\d(?::?\\d\\d)?)?)?)?)?");
  private static final Pattern EPOCH = Pattern.compile("(\\d{9,10}|\\d{12,13})(?:\\.\\d+)?");

  private DocumentDate() {}

  /**
   * Seconds since 1970 of a date of ISO 8601 (a year alone to a time with its offset; without one
   * it is UTC), of a crawl's fourteen digits, of an HTTP header (RFC 1123), or of a number of
   * seconds or milliseconds; NaN where it is null or anything else.
   */
  public static double seconds(String date) {
    if (date == null) {
      return Double.NaN;
    }
    String text = date.strip();
    Matcher epoch = EPOCH.matcher(text);
    if (epoch.matches()) {
      double number = Double.parseDouble(epoch.group(1));
      return epoch.group(1).length() > 10 ? Math.floor(number / 1000) : number;
    }
    Matcher iso = ISO.matcher(text);
    return iso.matches() ? seconds(iso) : ofHeader(text);
  }

  private static double ofHeader(String text) {
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text).getLong(ChronoField.INSTANT_SECONDS);
    } catch (DateTimeException e) {
      return Double.NaN;
    }
  }

  private static double seconds(Matcher iso) {
    try {
      LocalDateTime time =
          LocalDateTime.of(
              Integer.parseInt(iso.group(1)),
              number(iso, 2, 1),
              number(iso, 3, 1),
              number(iso, 4, 0),
              number(iso, 5, 0),
              Math.min(59, number(iso, 6, 0)));
      String zone = iso.group(7);
      ZoneOffset offset =
          zone == null || zone.equals("Z") || zone.equals("UTC")
              ? ZoneOffset.UTC
              : ZoneOffset.of(zone);
      return time.toEpochSecond(offset);
    } catch (DateTimeException e) {
      return Double.NaN;
    }
  }

  private static int number(Matcher iso, int group, int absent) {
    return iso.group(group) == null ? absent : Integer.parseInt(iso.group(group));
  }
}
