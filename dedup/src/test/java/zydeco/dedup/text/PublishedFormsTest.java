package zydeco.dedup.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.dedup.SharedData;

class PublishedFormsTest {

  private static String form(Normalization normalization, String text) {
    return new String(
        normalization.apply(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @Test
  void apply_eachForm_isAsDefined() {
    String text = "  It's 1,234 Café-Bars:\n\tOK!";
    assertThat(form(Normalization.ZYDA1, text)).isEqualTo("its 1234 cafébars ok");
    assertThat(form(Normalization.REDPAJAMA, text)).isEqualTo("its 1234 cafe\u0301bars ok");
    assertThat(form(Normalization.DATATROVE, text)).isEqualTo("it s 0 cafe bars ok");
    assertThat(form(Normalization.LOOSE, text)).isEqualTo("it s 1 234 café bars ok");
    assertThat(form(Normalization.NONE, text)).isEqualTo(text);
  }

  /** What datatrove 0.10.1's simplify_text gives. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "([2,2], [1,1])|0 0",
        "1.01 to 1,000,000.5|0 to 0 0",
        "'-5.025 \u20ac '|0 \u20ac",
        "3+6/(3*4)  # result = 3.5|0 0 0 0 result 0",
        "font-size: 1.5rem;|font size 0rem",
        "a.5 5.|a 0 0",
        "1\u066b5 \u0663,\u0664\u0665|0 0",
        "1\u23962\u23963|0\u23960",
        "\u00a1Caf\u00e9\u2014Bar! \u2018x\u2019|\u00a1cafe bar \u2018x",
        "a\u0000b\u007fc\u009fd \u00e9|a b c d e",
        "A\u0000b\u007fc|a b c",
      })
  void datatrove_anyText_isTheOrigins(String text, String form) {
    assertThat(form(Normalization.DATATROVE, text)).isEqualTo(form);
  }

  @Test
  void apply_asciiAndNot_agree() {
    String text = " A-b  C\u001cd\t42.7 (x)\r\n00 9a9 \u007f end. ";
    for (Normalization form : Normalization.values()) {
      String ascii = form(form, text);
      String longWay = form(form, text + "é");
      assertThat(longWay).startsWith(ascii);
      assertThat(longWay.length() - ascii.length()).isBetween(1, 3);
    }
  }

  @Test
  void zyda1_realDocuments_hasTheOriginsWords() throws Exception {
    Map<String, byte[]> texts = new HashMap<>();
    SharedData.texts("sources/c4/c4.jsonl.zst", texts);
    List<String> rows = SharedData.lines("parity/zyda1.tsv.gz");
    List<String> names = List.of(rows.get(0).split("\t"));
    int id = names.indexOf("id");
    int sha = names.size() - 1;
    int same = 0;
    int all = 0;
    for (String row : rows) {
      String[] fields = row.split("\t", -1);
      byte[] text = texts.get(fields[id]);
      if (text != null) {
        all++;
        String words = form(Normalization.ZYDA1, new String(text, StandardCharsets.UTF_8));
        same += sha(words.replace(' ', '\n')).equals(fields[sha]) ? 1 : 0;
      }
    }
    assertThat(all).isEqualTo(1030);
    assertThat(same).isGreaterThanOrEqualTo(1012);
  }

  private static String sha(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest).substring(0, 16);
  }
}
