package zydeco.filters.pii;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonalDataTest {
  /** datatrove's and dolma's own patterns, with Python's word boundary for this alphabet. */
  private static final Pattern EMAIL =
      Pattern.compile(
          "(?U:\\b)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
              + "(?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
              + "|\\[(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\\.){3}"
              + "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?|[A-Za-z0-9-]*[A-Za-z0-9]:)])");

  private static final Pattern IP =
      Pattern.compile(
          "(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\\.){3}"
              + "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)");
  private static final Pattern PHONE =
      Pattern.compile("(?U)\\s+\\(?(\\d{3})\\)?[-\\. ]*(\\d{3})[-. ]?(\\d{4})");

  private static final List<String> PIECES =
      List.of(
          "a",
          "b1",
          "Z",
          "Qx",
          "COM",
          "é",
          "名",
          "٣",
          "_",
          "-",
          ".",
          "..",
          "@",
          "+",
          "x.y",
          "com",
          " ",
          "\n",
          "[",
          "]",
          ":",
          "8",
          "25",
          "255",
          "256",
          "0",
          "01",
          "@[",
          "Q@x.",
          ".b@C.D",
          "@[8.25.0.",
          "255]",
          "Tag:]",
          "a-",
          "!#$%&'*/=?^`{|}~",
          "loooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooong",
          "1.2.3.4",
          "8.8.8.8.",
          "(",
          ")",
          "555",
          "1234",
          ",");

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String replaced(PersonalData kind, String text) {
    return new String(kind.replaced(utf8(text)), StandardCharsets.UTF_8);
  }

  @Test
  void replaced_randomTexts_asThePublishedPatterns() {
    Random random = new Random(5);
    int[] found = new int[3];
    for (int i = 0; i < 20_000; i++) {
      StringBuilder built = new StringBuilder();
      for (int n = random.nextInt(14); n > 0; n--) {
        built.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String text = built.toString();
      found[0] += PersonalData.EMAIL.count(utf8(text));
      found[1] += PersonalData.IP.count(utf8(text));
      found[2] += PersonalData.PHONE.count(utf8(text));
      assertThat(marked(PersonalData.EMAIL, text))
          .as(text)
          .isEqualTo(EMAIL.matcher(text).replaceAll("<>"));
      String ips =
          IP.matcher(text)
              .replaceAll(m -> PersonalData.IP.count(utf8(m.group())) == 1 ? "<>" : m.group());
      assertThat(marked(PersonalData.IP, text)).as(text).isEqualTo(ips);
      assertThat(PersonalData.PHONE.count(utf8(text)))
          .as(text)
          .isEqualTo((int) PHONE.matcher(text).results().count());
    }
    assertThat(found[0]).isGreaterThan(500);
    assertThat(found[1]).isPositive();
    assertThat(found[2]).isPositive();
  }

  private static String marked(PersonalData kind, String text) {
    String changed = replaced(kind, text);
    return changed
        .replace("email@example.com", "<>")
        .replace("firstname.lastname@example.org", "<>")
        .replaceAll("22\\.214\\.171\\.124|126\\.96\\.36\\.199|188\\.8\\.131\\.52", "<>")
        .replaceAll("220\\.127\\.116\\.11|18\\.104\\.22\\.168", "<>")
        .replace("184.108.40.206", "<>");
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8,1",
    "10.0.0.1,0",
    "172.15.0.1,1",
    "172.16.0.1,0",
    "192.168.1.1,0",
    "100.64.0.1,0",
    "100.128.0.1,1",
    "127.0.0.1,0",
    "192.0.2.1,0",
    "192.0.0.9,1",
    "192.0.0.7,0",
    "198.51.100.3,0",
    "203.0.113.9,0",
    "224.0.0.1,1",
    "240.0.0.1,0",
    "255.255.255.255,0",
    "169.254.3.3,0",
    "08.8.8.8,0",
    "1.2.3,0",
    "1234.5.6.7,1"
  })
  void ip_address_isCountedWherePythonCallsItGlobal(String text, int count) {
    assertThat(PersonalData.IP.count(utf8(text))).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({
    "Write to John.Doe@Example.COM now,Write to <> now",
    "A@B.C,<>",
    "a@localhost,a@localhost",
    "NAME@[8.8.8.8],<>",
    "NAME@[8.8.8.Tag-9:],<>",
    "NAME@[8.8.8.Tag-:],NAME@[8.8.8.Tag-:]",
    "a@X-.COM,a@X-.COM",
    "a@X.Y-,<>-",
    "éA@x.org,éA@x.org",
    "é-A@x.org,é<>",
    "a..B@x.org,a..<>"
  })
  void email_capitalsAndBrackets_asDatatroveFindsThem(String text, String expected) {
    assertThat(marked(PersonalData.EMAIL, text)).isEqualTo(expected);
  }

  @Test
  void replaced_severalOfAKind_inTurnFromTheFirst() {
    assertThat(replaced(PersonalData.EMAIL, "a@x.org, b@x.org; c@x.org"))
        .isEqualTo("email@example.com, firstname.lastname@example.org; email@example.com");
    assertThat(replaced(PersonalData.PHONE, "Call (555) 123-4567 now"))
        .isEqualTo("Call |||PHONE_NUMBER||| now");
  }

  @Test
  void count_oneLineOf100Megabytes_ends() {
    for (String filling :
        List.of("a", "A@", "1.", "-", "A@[", "@X.", "A.B@C-", "a.b@c-", " 555 ")) {
      byte[] line = new byte[100_000_000 / 4];
      byte[] piece = utf8(filling);
      for (int i = 0; i < line.length; i++) {
        line[i] = piece[i % piece.length];
      }
      for (PersonalData kind : PersonalData.values()) {
        assertThat(kind.count(line)).isNotNegative();
      }
    }
    byte[] line = new byte[100_000_000];
    Arrays.fill(line, (byte) 'x');
    assertThat(PersonalData.EMAIL.replaced(line)).isSameAs(line);
  }
}
