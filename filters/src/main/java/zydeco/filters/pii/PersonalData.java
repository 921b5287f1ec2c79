package zydeco.filters.pii;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import zydeco.filters.bytes.Output;

/** Kinds of personal data: how each is found, and what takes its place. */
public enum PersonalData {
  /** E-mail addresses, datatrove's rule. */
  EMAIL(Emails::find, "email@example.com", "firstname.lastname@example.org"),
  /** Public IPv4 addresses, datatrove's rule. */
  IP(
      Addresses::find,
      "22.214.171.124",
      "126.96.36.199",
      "188.8.131.52",
      "184.108.40.206",
      "220.127.116.11",
      "18.104.22.168"),
  /** Telephone numbers, dolma's rule. */
  PHONE(Phones::find, "|||PHONE_NUMBER|||");

  private final Finder finder;
  private final List<byte[]> replacements;

  PersonalData(Finder finder, String... replacements) {
    this.finder = finder;
    this.replacements =
        Arrays.stream(replacements).map(r -> r.getBytes(StandardCharsets.US_ASCII)).toList();
  }

  private interface Finder {
    void find(byte[] text, Spans spans);
  }

  /** As recipes name it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many a text has. */
  public int count(byte[] text) {
    int[] count = {0};
    finder.find(text, (from, to) -> count[0]++);
    return count[0];
  }

  /**
   * The text with each replaced by the next of the replacements, beginning with the first in each
   * text; the same array where there is none.
   */
  public byte[] replaced(byte[] text) {
    Output output = new Output(text);
    int[] next = {0};
    finder.find(
        text,
        (from, to) -> output.replace(from, to, replacements.get(next[0]++ % replacements.size())));
    return output.result();
  }
}
