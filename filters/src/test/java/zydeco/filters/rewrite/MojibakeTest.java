package zydeco.filters.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MojibakeTest {
  private static final Mojibake MOJIBAKE = new Mojibake();

  private static String read(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(MOJIBAKE.rewrite(bytes), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1252, Der Fluß – “größer” als früher…",
    "windows-1252, š in ČSR: Dvořák a Martinů",
    "windows-1252, ↳ done ✅ and ⇒ next",
    "windows-1252, 東京は大きい",
    "windows-1250, Ein Mädchen hört Vögel",
    "windows-1250, l'été à la plage",
    "windows-1251, It’s a café – déjà vu",
    "windows-1251, Привет и добрый день",
    "windows-1251, 東京は大きい",
    "windows-1251, “Quoted” …",
    "x-MacRoman, Él está en España",
    "x-MacRoman, It’s schön – §§ 3 und 4",
    "x-MacRoman, Привет и добрый день",
    "IBM437, café – déjà vu",
    "IBM437, ## § 4 größer",
    "IBM437, Привет и добрый день",
    "ISO-8859-1, It’s a café – Är det så?"
  })
  void rewrite_lineTakenForAnotherCharset_asItWasMeant(String charset, String meant) {
    String taken = taken(meant, Charset.forName(charset));
    assertThat(taken).isNotEqualTo(meant);
    assertThat(read("First line.\n" + taken + "\nlast"))
        .isEqualTo("First line.\n" + meant + "\nlast");
  }

  /** The bytes of a text by another charset; those that it leaves out are controls. */
  private static String taken(String text, Charset charset) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, bytes.length)
        .mapToObj(
            i -> {
              String one = new String(bytes, i, 1, charset);
              return one.equals("\uFFFD") ? Character.toString(bytes[i] & 0xFF) : one;
            })
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource({
    "â€œsheâ€\uFFFD said,“she” said",
    "cafÃ© and “quotes”,café and “quotes”",
    "Â«Â\u00A0OuiÂ\u00A0Â»,«\u00A0Oui\u00A0»",
    "Привет вЂ” мир,Привет — мир",
    "It‚Äôs “so”,It’s “so”",
    "1 ΓÇô 2 │,1 – 2 │",
    "Ã\u0089tat et \u2019,État et \u2019"
  })
  void rewrite_partsOfALine_whatIsSureIsRead(String text, String meant) {
    assertThat(read(text)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "«\u00A0là\u00A0», dit-il",
        "la société\u00A0» était",
        "un «\u00A0café…”",
        "Le café…” dit",
        "pöytä\u00A0– pöydältä",
        "náššuvnnaid",
        "náššu",
        "„Ruß“ im Sinne",
        "muß\u00A0mit",
        "CAFÉ® NESTLÉ®",
        "A–É–Í",
        "AMANHÃ»",
        "«СССР»",
        "Азії",
        "НІМІ",
        "Рік",
        "√π and 2√µ",
        "l’état",
        "“Écoutez",
        "┌─┬─┐",
        "├─┤",
        "├── é",
        "5×– 6",
        "2×½",
        "Ø¾ inch",
        "1.5Å±0.1",
        "CAFÉ¬",
        "x ≈° y",
        "\uFFFD â€"
      })
  void rewrite_whatMayBeMeant_stays(String text) {
    assertThat(read(text)).isEqualTo(text);
  }

  @Test
  void rewrite_randomWordsOfManyScripts_comeBackFromEachCharset() {
    List<String> words =
        List.of("schön", "déjà", "naïve", "España", "été", "größer", "it’s", "“so”", "–", "plain");
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      String meant =
          "café "
              + random
                  .ints(1 + random.nextInt(12), 0, words.size())
                  .mapToObj(words::get)
                  .collect(Collectors.joining(" "));
      for (String charset : List.of("windows-1252", "windows-1251", "x-MacRoman", "IBM437")) {
        String once = taken(meant, Charset.forName(charset));
        assertThat(read(once)).as(charset).isEqualTo(meant);
      }
      Charset twice = Charset.forName("windows-1252");
      assertThat(read(taken(taken(meant, twice), twice))).isEqualTo(meant);
    }
  }

  @Test
  void rewrite_longRunsThatMeanNothing_inTimeLinearInThem() {
    for (String piece : List.of("é\u00A0", "Р", "├", "√", "É…", "â€", "ÃÂ")) {
      String text = piece.repeat(500_000);
      assertThat(read(text).length()).isPositive();
    }
  }
}
