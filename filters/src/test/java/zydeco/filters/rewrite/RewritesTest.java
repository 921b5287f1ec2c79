package zydeco.filters.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.pipeline.text.Unicode;

class RewritesTest {
  private static final List<String> PIECES =
      List.of(
          "a",
          "A",
          "É",
          "e\u0301",
          "\u0301",
          "\u0316",
          "Ã©",
          "â€™",
          "Â",
          "ðŸ˜€",
          "Ã",
          "…",
          "™",
          "\n",
          "\n\n\n\n",
          "\r\n",
          "\u2028",
          "\u0085",
          "\u00A0",
          " ",
          "\t",
          "-",
          "_",
          "/",
          "\\",
          ".",
          ",",
          ":",
          "?",
          "[1]",
          "[edit]",
          "[",
          "]",
          "7",
          "²",
          "1,204 likes",
          "3K Views",
          "items in cart",
          "Read more...",
          "Sign-in",
          "K",
          "ſ",
          "\uD83D\uDE00",
          "漢字",
          "\u0000",
          "The end.",
          "word",
          "{",
          "lorem ipsum",
          "가",
          "\u1100\u1161",
          "שָׁ");

  private static String rewritten(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] copy = bytes.clone();
    byte[] changed = Rewrites.named(name).maker().get().rewrite(bytes);
    assertThat(bytes).as("a text is never changed in place").isEqualTo(copy);
    return new String(changed, StandardCharsets.UTF_8);
  }

  private static String random(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      text.append(piece.repeat(random.nextInt(12) == 0 ? 1 + random.nextInt(45) : 1));
    }
    return text.toString();
  }

  @Test
  void rewrite_randomTexts_validUtf8AndSameWhereNothingChanges() throws CharacterCodingException {
    Random random = new Random(11);
    List<Rewriter> rewriters =
        Rewrites.names().stream().map(name -> Rewrites.named(name).maker().get()).toList();
    for (int i = 0; i < 1_000; i++) {
      byte[] text = random(random).getBytes(StandardCharsets.UTF_8);
      for (Rewriter rewriter : rewriters) {
        byte[] changed = rewriter.rewrite(text);
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(changed));
        if (changed != text) {
          byte[] again = rewriter.rewrite(text);
          assertThat(again).isEqualTo(changed);
        }
      }
    }
  }

  @Test
  void rewrite_randomTexts_asTheReadableTwins() {
    Random random = new Random(12);
    for (int i = 0; i < 1_000; i++) {
      String text = random(random);
      String runs = text;
      for (String one : "-,_,/,\\,\n,\r,.,:,?,\u00A0".split(",")) {
        runs = runs.replaceAll("\\Q" + one + "\\E{10,}", one.equals("\\") ? "\\\\" : one);
      }
      runs = runs.replaceAll(",{10,}", ",").replaceAll("\t{20,}", "\t").replaceAll(" {40,}", " ");
      assertThat(rewritten("zyda1-runs", text)).isEqualTo(runs);
      assertThat(rewritten("refinedweb-newlines", text))
          .isEqualTo(text.replaceAll("\n{3,}", "\n\n"));
      assertThat(rewritten("citations", text))
          .isEqualTo(text.replaceAll("\\[\\p{Nd}*]|\\[edit]|\\[citation needed]", ""));
      assertThat(rewritten("nfc", text)).isEqualTo(Unicode.nfc(text));
      assertThat(rewritten("refinedweb-numeric", text)).isEqualTo(withoutNumericLines(text));
    }
  }

  private static String withoutNumericLines(String text) {
    String kept =
        Arrays.stream(text.split("\n", -1))
            .filter(line -> line.isEmpty() || !line.matches("[\\p{Nd}²]+"))
            .collect(Collectors.joining("\n"));
    return kept.replaceAll("^" + BLANKS + "|" + BLANKS + "$", "");
  }

  private static final String BLANKS = "[\\s\\x1C-\\x1F\\x85\\p{Z}]*";

  @ParameterizedTest
  @CsvSource({
    "1.5K likes,true", "'12,345 Views',true", "* 7 followers!,true", "7 followers of mine,false",
    "7followers,false", "seven likes,false", "3 \u212AM likes,false", "2\u212A li\u212Aes,true",
    "٣ shares,true", "1. likes,true", "likes 3,false"
  })
  void refinedWebCounters_line_goesOrStays(String line, boolean goes) {
    String text = "First line here\n" + line + "\nlast line here";
    assertThat(rewritten("refinedweb-counters", text))
        .isEqualTo(goes ? "First line here\nlast line here" : text);
  }

  @ParameterizedTest
  @CsvSource({
    "Itâ€™s,It’s", "cafÃ©,café", "â€œquotedâ€\u009D,“quoted”", "ðŸ˜€ ok,😀 ok",
    "Ð¿Ñ€Ð¸Ð²ÐµÑ‚,привет", "cafÃƒÂ©,café", "naïve café,naïve café", "CAFÉ… MANHÃ”,CAFÉ… MANHÃ”",
    "Â£5 and Â©,£5 and ©", "IRMÃ™,IRMÃ™", "ï»¿text,\uFEFFtext"
  })
  void mojibake_text_isReadAsItWasMeant(String text, String meant) {
    assertThat(rewritten("mojibake", text)).isEqualTo(meant);
  }

  @Test
  void mojibake_anyTextTakenForWindows1252_comesBack() {
    Charset wrong = Charset.forName("windows-1252");
    for (String text :
        List.of("“Schön” – déjà vu…", "Zürich’s naïveté", "日本語", "Ελληνικά γλώσσα")) {
      String garbled = new String(text.getBytes(StandardCharsets.UTF_8), wrong);
      if (!garbled.contains("\uFFFD")) {
        assertThat(rewritten("mojibake", garbled)).isEqualTo(text);
      }
    }
  }

  @Test
  void rewrite_oneLineOf100Megabytes_endsInMemoryOfAFewCopies() {
    byte[] line = new byte[100_000_000];
    Arrays.fill(line, (byte) 'a');
    for (int i = 0; i < line.length; i += 9) {
      line[i] = ' ';
    }
    for (String name :
        List.of("zyda1-runs", "nfc", "mojibake", "ftfy", "citations", "refinedweb-lines")) {
      byte[] changed = Rewrites.named(name).maker().get().rewrite(line);
      assertThat(changed.length).as(name).isGreaterThanOrEqualTo(line.length - 2);
    }
  }

  @Test
  void nfc_aMillionMarksInARow_stayAsTheyStand() {
    String marks = "a" + "\u0301\u0316".repeat(500_000) + " e\u0301";
    assertThat(rewritten("nfc", marks)).isEqualTo("a" + "\u0301\u0316".repeat(500_000) + " \u00E9");
  }
}
