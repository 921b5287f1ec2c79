package zydeco.tokenize.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The committed classes against what the Hugging Face library matches. With {@code
 * ZYDECO_GOLDEN=write} in the environment, on JDK 17, they are written anew.
 */
class UnicodeClassesTest {
  private static final Path COMMITTED =
      Path.of("src/main/resources/zydeco/tokenize/text/unicode-classes.txt");
  private static final TokenizerFile PLAIN =
      TokenizerFile.read(Path.of("src/test/resources/golden/tokenizer.json"));
  private static final TokenizerFile NORMALIZING =
      TokenizerFile.of(
          "nfc",
          new String(PLAIN.bytes(), StandardCharsets.UTF_8)
              .replace("\"normalizer\":null", "\"normalizer\":{\"type\":\"NFC\"}")
              .getBytes(StandardCharsets.UTF_8));

  @Test
  void classes_everyCodePoint_areThoseOfTheLibrary() throws IOException {
    String found =
        line("L", matched("\\\\p{L}"))
            + line("N", matched("\\\\p{N}"))
            + line("S", matched("\\\\s"));
    if ("write".equals(System.getenv("ZYDECO_GOLDEN"))) {
      assertThat(Runtime.version().feature()).isEqualTo(17);
      Files.writeString(COMMITTED, found + line("A", settled()));
    }
    assertThat(Files.readString(COMMITTED).startsWith(found)).isTrue();
  }

  @Test
  void settled_jdk17_isUnicode13AsTheLibraryNormalisesIt() throws IOException {
    Assumptions.assumeTrue(
        Runtime.version().feature() == 17, "SKIPPED: only JDK 17 has the tables of Unicode 13");
    assertThat(Files.readString(COMMITTED).endsWith(line("A", settled()))).isTrue();
  }

  private static BitSet settled() {
    BitSet set = new BitSet();
    try (Tokenizer normalizing = NORMALIZING.openLibrary();
        Tokenizer plain = PLAIN.openLibrary()) {
      TokenBuffer found = new TokenBuffer();
      TokenBuffer expected = new TokenBuffer();
      for (int c = 0; c < UnicodeClasses.CODE_POINTS; c++) {
        boolean assigned = Character.getType(c) != Character.UNASSIGNED;
        boolean surrogate = c >= 0xd800 && c < 0xe000;
        if (assigned && !surrogate && c >= 0x300) {
          found.clear();
          expected.clear();
          String probes = probes(Character.toString(c));
          String normal = Normalizer.normalize(probes, Normalizer.Form.NFC);
          normalizing.encode(probes.getBytes(StandardCharsets.UTF_8), found);
          plain.encode(normal.getBytes(StandardCharsets.UTF_8), expected);
          assigned = Arrays.equals(found.toArray(), expected.toArray());
        }
        set.set(c, assigned);
      }
    }
    return set;
  }

  /** Changes order or composition wherever a normaliser takes the character for a mark. */
  private static String probes(String one) {
    String apart = Normalizer.normalize(one, Normalizer.Form.NFD);
    return "x\u0300" + one + " x" + one + "\u0300 x\u0345" + one + " x" + apart;
  }

  private static String line(String name, BitSet set) {
    StringBuilder line = new StringBuilder(name);
    for (int from = set.nextSetBit(0); from >= 0; ) {
      int to = set.nextClearBit(from) - 1;
      line.append(' ').append(Integer.toHexString(from));
      line.append(to > from ? "-" + Integer.toHexString(to) : "");
      from = set.nextSetBit(to + 1);
    }
    return line.append('\n').toString();
  }

  /**
   * Code points stand between NULs, which no class has: only a matched one is a piece of its own.
   */
  private static BitSet matched(String pattern) {
    LibUtils.checkStatus();
    long tokenizer =
        TokenizersLibrary.LIB.createTokenizerFromString(
            "{\"version\":\"1.0\",\"added_tokens\":[],\"normalizer\":null,\"pre_tokenizer\":{\"type\":"
                + "\"Split\",\"pattern\":{\"Regex\":\""
                + pattern
                + "\"},\"behavior\":\"Isolated\",\"invert\":false},\"post_processor\":null,\"decoder\":"
                + "null,\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"?\":0},\"unk_token\":\"?\"}}");
    BitSet matched = new BitSet();
    for (int block = 1; block < UnicodeClasses.CODE_POINTS; block += 4096) {
      StringBuilder text = new StringBuilder("\0");
      int end = Math.min(block + 4096, UnicodeClasses.CODE_POINTS);
      for (int c = block; c < end; c++) {
        if (c < 0xD800 || c > 0xDFFF) {
          text.appendCodePoint(c).append('\0');
        }
      }
      long encoding = TokenizersLibrary.LIB.encode(tokenizer, text.toString(), false);
      for (CharSpan span : TokenizersLibrary.LIB.getTokenCharSpans(encoding)) {
        String piece =
            text.substring(
                text.offsetByCodePoints(0, span.getStart()),
                text.offsetByCodePoints(0, span.getEnd()));
        if (piece.codePointCount(0, piece.length()) == 1 && piece.codePointAt(0) != 0) {
          matched.set(piece.codePointAt(0));
        }
      }
      TokenizersLibrary.LIB.deleteEncoding(encoding);
    }
    TokenizersLibrary.LIB.deleteTokenizer(tokenizer);
    return matched;
  }
}
