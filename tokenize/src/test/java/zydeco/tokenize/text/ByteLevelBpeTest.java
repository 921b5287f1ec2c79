package zydeco.tokenize.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.tokenize.SharedData;

/** The Java path against the Hugging Face library, its twin. */
class ByteLevelBpeTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/tokenizer.json");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] TRICKY = {
    " ",
    "  ",
    "   ",
    "                          ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "\u00a0",
    "\u3000",
    "\u2028",
    "\u0085",
    "\u200b",
    "\u200d",
    "'s",
    "'S",
    "'\u017f",
    "'ll",
    "'LL",
    "'Re",
    "'",
    "''",
    "'d",
    "a",
    "Z",
    "abc",
    "Hello",
    "İ",
    "ﬁ",
    "é",
    "e\u0301",
    "\u0301",
    "\u0323\u0301",
    "中",
    "文字",
    "한국",
    "\u1112\u1161\u11ab",
    "עברית",
    "ไทย",
    "😀",
    "\uD83D\uDC69\u200D\uD83D\uDCBB",
    "\u00b2",
    "½",
    "Ⅷ",
    "٣",
    "1",
    "12",
    "1234567",
    "<|endoftext|>",
    "|||EMAIL_ADDRESS|||",
    "<|im_start|>",
    "|||",
    "...",
    "!?",
    "_",
    "\uFDD0",
    "\u0000",
    "\u0378",
    "\uD81A\uDD21",
    "\uD806\uDD35\uD806\uDD30",
    "\u212b",
    "\u1E9B\u0323",
    "≠",
    "ộ"
  };

  private static void same(TokenizerFile file, List<String> texts) {
    assertThat(file.path()).isEqualTo("byte-level BPE in Java");
    try (Tokenizer fast = file.open();
        Tokenizer library = file.openLibrary()) {
      TokenBuffer found = new TokenBuffer();
      TokenBuffer expected = new TokenBuffer();
      for (String text : texts) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        found.clear();
        expected.clear();
        fast.encode(utf8, found);
        library.encode(utf8, expected);
        assertThat(found.toArray()).as("ids of '%s'", text).isEqualTo(expected.toArray());
      }
    }
  }

  private static List<String> fuzzed(int count, long seed) {
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int pieces = 1 + random.nextInt(14); pieces > 0; pieces--) {
        if (random.nextInt(4) > 0) {
          text.append(TRICKY[random.nextInt(TRICKY.length)]);
        } else {
          int c = random.nextInt(random.nextBoolean() ? 0x3000 : 0x110000);
          text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? 'x' : c);
        }
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-neox-20b.json", "dolma2.json", "olmo-neox.json", "gpt2"})
  void encode_fuzzedUnicode_idsOfTheLibrary(String name) {
    same(TokenizerFile.read(SharedData.file("tokenizers/" + name)), fuzzed(2500, 7));
  }

  @Test
  void encode_fuzzedUnicodeGolden_idsOfTheLibrary() {
    same(TokenizerFile.read(GOLDEN), fuzzed(2000, 8));
  }

  @Test
  void encode_qwenAndLlamaKinds_idsOfTheLibrary() throws IOException {
    ObjectNode root =
        (ObjectNode) JSON.readTree(SharedData.file("tokenizers/dolma2.json").toFile());
    ObjectNode split = (ObjectNode) root.path("pre_tokenizer").path("pretokenizers").path(0);
    split.withObject("pattern").put("Regex", TextPieces.CL100K_1_DIGIT);
    split.put("behavior", "Isolated").put("invert", false);
    root.withObject("model").put("ignore_merges", true);
    same(TokenizerFile.of("qwen-like", JSON.writeValueAsBytes(root)), fuzzed(1500, 9));
    root.set("normalizer", JSON.readTree("{\"type\":\"NFC\"}"));
    root.putArray("added_tokens");
    same(TokenizerFile.of("qwen-like-nfc", JSON.writeValueAsBytes(root)), fuzzed(1500, 10));
  }

  @Test
  void encode_longWords_idsOfTheLibrary() {
    List<String> texts = new ArrayList<>();
    Random random = new Random(1);
    for (int length : new int[] {15, 16, 63, 64, 65, 66, 200, 1000, 20_000}) {
      for (String alphabet : new String[] {"a", "ab", "etaoin", "-", "=-", "é", "中文"}) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        texts.add(text.toString());
      }
    }
    same(TokenizerFile.read(SharedData.file("tokenizers/gpt-neox-20b.json")), texts);
    same(TokenizerFile.read(SharedData.file("tokenizers/dolma2.json")), texts);
  }

  @Test
  void encode_everyMarkAndComposition_isNormalisedAsTheLibraryDoes() throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(GOLDEN.toFile());
    root.set("normalizer", JSON.readTree("{\"type\":\"NFC\"}"));
    List<String> texts = new ArrayList<>();
    for (int c = 0xa0; c < 0x110000; c++) {
      String one = Character.toString(c);
      String text = "a" + one + "\u0300 \u0315" + one + "\u0300 " + one;
      byte[] utf8 = one.getBytes(StandardCharsets.UTF_8);
      boolean surrogate = c >= 0xd800 && c < 0xe000;
      if (!surrogate && Nfc.of(utf8, utf8.length) == Nfc.Need.CHECK) {
        texts.add(text);
        String apart = java.text.Normalizer.normalize(one, java.text.Normalizer.Form.NFD);
        texts.add(apart + " x" + apart);
      }
    }
    assertThat(texts.size()).isGreaterThan(4000);
    same(TokenizerFile.of("nfc", JSON.writeValueAsBytes(root)), texts);
  }

  @Test
  void path_partsThatItDoesNotKnow_isTheLibrary() throws IOException {
    for (String change :
        new String[] {
          "/normalizer={\"type\":\"Lowercase\"}",
          "/pre_tokenizer={\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"use_regex\":true,\"trim_offsets\":true}",
          "/pre_tokenizer={\"type\":\"Whitespace\"}"
        }) {
      ObjectNode root = (ObjectNode) JSON.readTree(GOLDEN.toFile());
      String[] parts = change.substring(1).split("=", 2);
      root.set(parts[0], JSON.readTree(parts[1]));
      assertThat(TokenizerFile.of("changed", JSON.writeValueAsBytes(root)).path())
          .isEqualTo("Hugging Face library");
    }
  }

  @Test
  void encode_wordsAndSpacesOfManyLengths_idsOfTheLibrary() {
    List<String> texts = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 400; i++) {
      StringBuilder text = new StringBuilder();
      for (int words = random.nextInt(9); words >= 0; words--) {
        text.append(" ".repeat(random.nextInt(3)))
            .append("Entwicklungsgeschichtenn".repeat(2), 0, random.nextInt(48));
        text.append(random.nextInt(4) == 0 ? "é" : random.nextInt(4) == 0 ? "|||" : "");
      }
      texts.add(text.toString());
      texts.add(text.toString());
    }
    same(TokenizerFile.read(SharedData.file("tokenizers/gpt-neox-20b.json")), texts);
    same(TokenizerFile.read(SharedData.file("tokenizers/dolma2.json")), texts);
  }

  @Test
  void encode_wordOfMegabytes_isEncodedToTheEnd() {
    try (Tokenizer fast = TokenizerFile.read(GOLDEN).open()) {
      TokenBuffer ids = new TokenBuffer();
      byte[] word =
          "thestringindexoutofboundsexception".repeat(120_000).getBytes(StandardCharsets.UTF_8);
      fast.encode(word, ids);
      assertThat(ids.size()).isBetween(word.length / 12, word.length);
    }
  }
}
