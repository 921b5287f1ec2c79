package zydeco.pipeline.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacterCategory;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnicodeTest {
  /** TODHRI LETTER EI, of Unicode 16: newer versions decompose it. */
  private static final String EI = Character.toString(0x105C9);

  /** GARAY CAPITAL LETTER A, of Unicode 16: newer versions have a lower case of it. */
  private static final String GARAY_A = Character.toString(0x10D50);

  @Test
  void forms_laterThanVersion14_stayAsTheyAre() {
    assertThat(Unicode.nfd("é" + EI + "é")).isEqualTo("e\u0301" + EI + "e\u0301");
    assertThat(Unicode.nfc("e\u0301\ud801\uddd2\u0307")).isEqualTo("é\ud801\uddd2\u0307");
    assertThat(Unicode.lowerCase("ÉA" + GARAY_A + "ÉΑΣ" + GARAY_A))
        .isEqualTo("éa" + GARAY_A + "éας" + GARAY_A);
    assertThat(Unicode.lowerCase(GARAY_A.codePointAt(0))).isEqualTo(GARAY_A.codePointAt(0));
    assertThat(Unicode.upperCase(0x264)).as("its upper case is of Unicode 16").isEqualTo(0x264);
    assertThat(Unicode.upperCase('é')).isEqualTo('É');
    assertThat(Unicode.lowerCase('É')).isEqualTo('é');
    assertThat(Unicode.category(GARAY_A.codePointAt(0))).isEqualTo(UCharacterCategory.UNASSIGNED);
    assertThat(Unicode.isMark(0x301)).isTrue();
    assertThat(Unicode.isMark('e')).isFalse();
  }

  @Test
  void forms_lettersOfVersion13_asEveryJvmHasThem() {
    Random random = new Random(3);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < 12) {
        int c = random.nextInt(random.nextBoolean() ? 0x3000 : 0x1FFFF);
        if (Unicode.category(c) != UCharacterCategory.UNASSIGNED
            && Character.isDefined(c)
            && Unicode.category(c) != UCharacterCategory.SURROGATE) {
          text.appendCodePoint(c);
        }
      }
      String all = text.toString();
      assertThat(Unicode.nfc(all)).isEqualTo(Normalizer.normalize(all, Normalizer.Form.NFC));
      assertThat(Unicode.nfd(all)).isEqualTo(Normalizer.normalize(all, Normalizer.Form.NFD));
      assertThat(Unicode.lowerCase(all)).isEqualTo(all.toLowerCase(Locale.ROOT));
    }
  }
}
