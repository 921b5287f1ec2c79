package zydeco.tokenize.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.tokenize.SharedData;

/** BPE with byte fallback, and what a SentencePiece file may hold. */
class FallbackBpeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] PARTS = {
    " ",
    "  ",
    "     ",
    "\u2581",
    "\n",
    "\t",
    "\r\n",
    "the",
    " The",
    "ing",
    "a",
    "aaaa",
    "<s>",
    "</s>",
    "<unk>",
    "<0x0A>",
    "[INST]",
    "[REFERENCE_DOC_1]",
    "[REFERENCE_DOC_12]",
    "[REFERENCE_",
    "e.\n",
    "U.S.",
    "é",
    "e\u0301",
    "中",
    "文",
    "한국",
    "עברית",
    "😀",
    "\uD83D\uDC69\u200D\uD83D\uDCBB",
    "\u0000",
    "\u0378",
    "\uFDD0",
    "1",
    "12",
    "1234567",
    "...",
    "=====",
    "----",
    "'ll",
    "_",
    "x1"
  };
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mistral-v1.model", "mistral-v3.model"})
  void encode_fuzzedUnicode_idsOfTheLibrary(String name) {
    TokenizerFile file = TokenizerFile.read(SharedData.file("tokenizers/" + name));
    assertThat(file.path()).isEqualTo("BPE with byte fallback in Java");
    Random random = new Random(3);
    try (Tokenizer fast = file.open();
        Tokenizer library = file.openLibrary()) {
      for (int i = 0; i < 1500; i++) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
          boolean known = random.nextInt(8) > 0;
          int any = random.nextInt(0x10ffff);
          boolean surrogate = any >= 0xd800 && any < 0xe000;
          text.append(
              known || surrogate ? PARTS[random.nextInt(PARTS.length)] : Character.toString(any));
        }
        same(fast, library, text.toString());
      }
    }
  }

  @Test
  void path_mergesThatJoinBlanksToWhatIsBeforeThem_isTheLibrary() throws Exception {
    byte[] model = Files.readAllBytes(SharedData.file("tokenizers/mistral-v1.model"));
    ObjectNode root = (ObjectNode) JSON.readTree(TokenizerFile.of("v1.model", model).bytes());
    ObjectNode vocabulary = (ObjectNode) root.path("model").path("vocab");
    vocabulary.put("e\u2581", vocabulary.size());
    ((ArrayNode) root.path("model").path("merges")).add("e \u2581");
    TokenizerFile joined = TokenizerFile.of("joined.json", JSON.writeValueAsBytes(root));
    assertThat(joined.path()).isEqualTo("Hugging Face library");
  }

  private static void same(Tokenizer fast, Tokenizer library, String text) {
    TokenBuffer found = new TokenBuffer();
    TokenBuffer expected = new TokenBuffer();
    fast.encode(text.getBytes(StandardCharsets.UTF_8), found);
    library.encode(text.getBytes(StandardCharsets.UTF_8), expected);
    assertThat(found.toArray()).as("ids of '%s'", text).isEqualTo(expected.toArray());
  }

  @Test
  void encode_wordLongerThanAWindow_idsOfTheLibrary() {
    TokenizerFile file = TokenizerFile.read(SharedData.file("tokenizers/mistral-v1.model"));
    Random random = new Random(4);
    String[] fillings = {"a", "ab", "中文", "abc123", "\u0378", "=-"};
    try (Tokenizer fast = file.open();
        Tokenizer library = file.openLibrary()) {
      for (String filling : fillings) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 3 * WordMerger.WINDOW) {
          text.append(filling, 0, 1 + random.nextInt(filling.length()));
        }
        same(fast, library, text.toString());
      }
    }
  }

  @Test
  void read_truncatedModel_saysSo() throws Exception {
    byte[] model = Files.readAllBytes(SharedData.file("tokenizers/mistral-v1.model"));
    Path cut = folder.resolve("cut.model");
    Files.write(cut, Arrays.copyOf(model, model.length / 2));
    assertThatThrownBy(() -> TokenizerFile.read(cut))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("is no whole SentencePiece model");
  }

  @Test
  void encode_worldVocabulary_takesTheLongestToken() throws Exception {
    Path vocabulary = folder.resolve("rwkv_vocab_small.txt");
    StringBuilder lines = new StringBuilder();
    for (int b = 0; b < 256; b++) {
      lines.append(String.format("%d b'\\x%02x' 1%n", b + 1, b));
    }
    lines.append(
        "257 'he' 2\n258 'hello' 5\n259 ' w' 2\n260 'é' 2\n261 '\\n\\n' 2\n262 \"it's\" 4\n");
    Files.writeString(vocabulary, lines.toString());
    TokenizerFile file = TokenizerFile.read(vocabulary);
    file.check();
    assertThat(file.path()).isEqualTo("greedy trie in Java");
    assertThat(file.endOfText(null)).isZero();
    TokenBuffer ids = new TokenBuffer();
    file.open().encode("hello help wé\n\nit's\n".getBytes(StandardCharsets.UTF_8), ids);
    assertThat(ids.toArray())
        .containsExactly(258, 33, 257, 'l' + 1, 'p' + 1, 259, 260, 261, 262, '\n' + 1);
    Files.writeString(vocabulary, "1 'ab' 3\n");
    assertThatThrownBy(() -> TokenizerFile.read(vocabulary))
        .hasMessageContaining("line 1 is no token of RWKV World");
  }
}
