package zydeco.tokenize.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.tokenize.SharedData;

class TokenizersTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/tokenizer.json");
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path folder;

  private static int[] encode(Path file, String text) {
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      TokenBuffer ids = new TokenBuffer();
      tokenizer.encode(text.getBytes(StandardCharsets.UTF_8), ids);
      return ids.toArray();
    }
  }

  @Test
  void encode_literalControlToken_isText() {
    int[] ids = encode(GOLDEN, "before<|endoftext|>after <|padding|>");
    assertThat(ids).isNotEmpty().doesNotContain(0, 1);
  }

  @Test
  void encode_literalControlTokenOfNeoX_isTextAndBlankRunsStayTokens() {
    Path neox = SharedData.file("tokenizers/gpt-neox-20b.json");
    assertThat(encode(neox, "a<|endoftext|>b")).isNotEmpty().doesNotContain(0);
    assertThat(encode(neox, "a    b")).contains(50274);
    assertThat(encode(neox, "|||EMAIL_ADDRESS|||")).containsExactly(50277);
  }

  @Test
  void encode_keptTokenBehindControlTokens_keepsItsId() throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(GOLDEN.toFile());
    for (int i = 0; i < 3; i++) {
      root.withArray("added_tokens")
          .addObject()
          .put("id", 512 + i)
          .put("content", "<extra_" + i + ">")
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", i < 2);
    }
    Path file = Files.write(folder.resolve("t.json"), JSON.writeValueAsBytes(root));
    assertThat(encode(file, "x<extra_2>y<extra_1>")).contains(514).doesNotContain(512, 513);
    assertThat(TokenizerFile.read(file).vocabulary()).isEqualTo(515);
  }

  @Test
  void encode_wordLevelControlToken_isText() throws IOException {
    Path file = folder.resolve("words.json");
    Files.writeString(
        file,
        """
        {"version":"1.0","added_tokens":[{"id":1,"content":"<eos>","single_word":false,"lstrip":false,
        "rstrip":false,"normalized":false,"special":true}],"normalizer":null,
        "pre_tokenizer":{"type":"WhitespaceSplit"},"post_processor":null,"decoder":null,
        "model":{"type":"WordLevel","vocab":{"<unk>":0,"<eos>":1,"one":2},"unk_token":"<unk>"}}""");
    assertThat(encode(file, "one <eos> one")).containsExactly(2, 0, 2);
    assertThat(TokenizerFile.read(file).endOfText(null)).isEqualTo(1);
  }

  @Test
  void encode_unigramControlToken_isText() throws IOException {
    Path file = folder.resolve("unigram.json");
    Files.writeString(
        file,
        """
        {"version":"1.0","added_tokens":[{"id":1,"content":"</s>","single_word":false,"lstrip":false,
        "rstrip":false,"normalized":false,"special":true}],"normalizer":null,
        "pre_tokenizer":null,"post_processor":null,"decoder":null,
        "model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["</s>",0.0],["a",-1.0],["<",-2.0],
        ["/",-2.0],["s",-2.0],[">",-2.0]],"byte_fallback":false}}""");
    assertThat(encode(file, "a</s>")).containsExactly(2, 3, 4, 5, 6);
  }

  @Test
  void encode_textOfAllPlanes_decodesBack() {
    String text = "NUL \u0000, é, 中文, 😀, \uFDD0, \uD83D\uDC69\u200D\uD83D\uDCBB end";
    int[] ids = encode(GOLDEN, text);
    assertThat(ids.length).isGreaterThan(20);
    assertThat(ids).isEqualTo(encode(GOLDEN, text));
  }

  @Test
  void read_missingFile_saysSo() {
    assertThatThrownBy(() -> TokenizerFile.read(folder.resolve("absent.json")))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("absent.json");
  }

  @Test
  void read_truncatedFile_saysSo() throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN);
    for (int length : new int[] {0, 1, 100, whole.length / 2, whole.length - 3}) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> TokenizerFile.of("cut.json", cut))
          .isInstanceOf(TokenizerException.class)
          .hasMessageContaining("cut.json");
    }
  }

  @Test
  void read_unknownModelType_namesTheKnown() throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(GOLDEN.toFile());
    root.withObject("model").put("type", "Mystery");
    byte[] json = JSON.writeValueAsBytes(root);
    assertThatThrownBy(() -> TokenizerFile.of("odd.json", json))
        .hasMessageContaining("model type 'Mystery'")
        .hasMessageContaining("BPE, Unigram, WordPiece, WordLevel");
  }

  @Test
  void open_brokenMerges_saysWhatTheLibrarySays() throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(GOLDEN.toFile());
    root.withObject("model").withArray("merges").add("no-such no-token");
    TokenizerFile file = TokenizerFile.of("odd.json", JSON.writeValueAsBytes(root));
    assertThatThrownBy(file::open)
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("odd.json does not load");
  }

  @Test
  void endOfText_namedUnnamedAndNumbered_isFound() {
    TokenizerFile file = TokenizerFile.read(GOLDEN);
    assertThat(file.vocabulary()).isEqualTo(512);
    assertThat(file.endOfText(null)).isZero();
    assertThat(file.padding(null, 0)).isEqualTo(1);
    assertThat(file.endOfText("<|padding|>")).isEqualTo(1);
    assertThat(file.endOfText("77")).isEqualTo(77);
    assertThat(file.id("7").orElseThrow()).isNotEqualTo(7);
    assertThat(file.endOfText("7")).isEqualTo(7);
    assertThatThrownBy(() -> file.endOfText("<none>"))
        .hasMessageContaining("has no token '<none>'")
        .hasMessageContaining("id below 512");
  }

  @Test
  void pieces_longTexts_giveTheIdsOfTheWhole() throws IOException {
    for (String name : new String[] {"gpt-neox-20b", "dolma2"}) {
      Path file = SharedData.file("tokenizers/" + name + ".json");
      ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
      TextPieces known = TextPieces.of(LiteralText.withoutControlTokens(name, root));
      assertThat(known.target()).isLessThan(Integer.MAX_VALUE);
      try (Tokenizer tokenizer = TokenizerFile.read(file).openLibrary()) {
        for (TokenizerParityTest.Sample sample : TokenizerParityTest.samples(40)) {
          byte[] text = sample.utf8();
          if (text.length > 20_000) {
            continue;
          }
          TokenBuffer whole = new TokenBuffer();
          tokenizer.encode(text, whole);
          TokenBuffer cut = new TokenBuffer();
          TextPieces tiny = new TextPieces(1);
          for (int from = 0; from < text.length; from = tiny.end(text, from)) {
            tokenizer.encode(java.util.Arrays.copyOfRange(text, from, tiny.end(text, from)), cut);
          }
          assertThat(cut.toArray()).isEqualTo(whole.toArray());
        }
      }
    }
  }
}
