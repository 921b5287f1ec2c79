package zydeco.dedup.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
    assertThat(form(Normalization.DATATROVE, text)).isEqualTo("it s 0 0 cafe bars ok");
    assertThat(form(Normalization.LOOSE, text)).isEqualTo("it s 1 234 café bars ok");
    assertThat(form(Normalization.NONE, text)).isEqualTo(text);
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
