package zydeco.tokenize.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.tokenize.formats.ShardFormat;
import zydeco.tokenize.formats.TokenType;
import zydeco.tokenize.packing.Packing;

class ShardSettingsTest {
  @TempDir Path folder;

  private static ShardSettings read(String yaml) {
    return TestRecipe.of(yaml, List.of("dclm", "fineweb-edu"));
  }

  @Test
  void of_tokenizerAlone_hasTheDefaults() {
    ShardSettings settings = read("tokenizer: tokenizer.json");
    assertThat(settings.sequence()).isEqualTo(64);
    assertThat(settings.packing()).isEqualTo(Packing.BEST_FIT);
    assertThat(settings.endOfText()).isZero();
    assertThat(settings.padding()).isEqualTo(1);
    assertThat(settings.type()).isEqualTo(TokenType.UINT16);
    assertThat(settings.phases().get(0).mixture().takes("dclm")).isTrue();
  }

  @Test
  void of_mixtureAndBudget_areRead() {
    ShardSettings settings =
        read(
            "tokenizer: tokenizer.json\nmixture: {dclm: 4.0}\ntokens: 100M\npacking: per-document");
    assertThat(settings.phases().get(0).mixture().budget()).isEqualTo(100_000_000);
    assertThat(settings.phases().get(0).mixture().takes("fineweb-edu")).isFalse();
    assertThat(settings.packing()).isEqualTo(Packing.PER_DOCUMENT);
  }

  @Test
  void of_wrongSettings_sayWhereAndHowToMend() {
    wrong(
        "tokenizer: absent.json",
        "r.yaml:1: tokenizer: Cannot use the tokenizer: there is no file");
    wrong("tokenizer: tokenizer.json\nformat: megatrn", "Did you mean 'megatron'?");
    wrong("tokenizer: tokenizer.json\npacking: bestfit", "Did you mean 'best-fit'?");
    wrong("tokenizer: tokenizer.json\nsequenze: 8", "Did you mean 'sequence'?");
    wrong(
        "tokenizer: tokenizer.json\nmixture: {dclmm: 1}",
        "r.yaml:2: mixture.dclmm: Cannot weigh 'dclmm': the recipe has no such source. Did you mean"
            + " 'dclm'?");
    wrong("tokenizer: tokenizer.json\nmixture: {dclm: 0}", "the weights sum to nothing");
    wrong("tokenizer: tokenizer.json\nmixture: some", "Give 'source: weight' pairs");
    wrong("tokenizer: tokenizer.json\nend-of-text: <eot>", "has no token '<eot>'");
    wrong("tokenizer: tokenizer.json\ntokens: 0", "a whole number from 1");
    wrong("tokenizer: tokenizer.json\nheld-out: 0.9", "a number from 0 to 0.5");
    wrong("tokenizer: tokenizer.json\nformat: []", "the list of formats is empty");
    wrong(
        "tokenizer: tokenizer.json\nformat: [mds]\nshard-tokens: 2000M",
        "the format's offsets end at 4 GiB. Give at most 1610612736");
    wrong("tokenizer: tokenizer.json\nshard-tokens: 63", "63 tokens: a sequence has 64");
    wrong("tokenizer: tokenizer.json\nmixture: zyda2", "Did you mean 'zyda-2'?");
    wrong(
        "tokenizer: tokenizer.json\nmixture: zyda-2",
        "Cannot use the mixture 'zyda-2': the recipe has no source called zyda or zyda-1");
    wrong(
        "tokenizer: tokenizer.json\nmixture-by: qualty\nmixture: {1..: 1}",
        "no stage of the recipe measures a column of that name. Did you mean 'quality'?");
    wrong(
        "tokenizer: tokenizer.json\nmixture-by: quality\nmixture: {1..3: 1, 2..: 1}",
        "'1..3' and '2..' overlap");
    wrong("tokenizer: tokenizer.json\nmixture-by: quality", "there are no weights");
  }

  @Test
  void of_wrongPhases_sayWhereAndHowToMend() {
    String phases = "tokenizer: tokenizer.json\nphases:\n";
    wrong(
        phases + "  - a: {replay: 0.5}",
        "r.yaml:3: phases[0].a.replay: Cannot replay in the first phase");
    wrong(phases + "  - a: {}\n  - a: {}", "Give each phase a name of its own");
    wrong(phases + "  - a: {curriculum: 1}", "'curriculum-by' is not given");
    wrong(phases + "  - a: {mixtur: {}}", "Did you mean 'mixture'?");
    wrong(phases + "  - a: {}\ntokens: 5", "each phase has its own");
  }

  @Test
  void of_vocabularyOverTheDtype_isRefused() throws Exception {
    StringBuilder json =
        new StringBuilder("{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"w0\",");
    json.append("\"vocab\":{\"<|endoftext|>\":70000");
    for (int i = 0; i < 3; i++) {
      json.append(",\"w").append(i).append("\":").append(i);
    }
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, json.append("}}}").toString());
    wrong(
        "tokenizer: " + file + "\ndtype: uint16",
        "r.yaml:2: dtype: Cannot store ids as uint16: the vocabulary has 70,001");
    assertThat(read("tokenizer: " + file).type()).isEqualTo(TokenType.INT32);
    assertThat(read("tokenizer: tokenizer.json\ndtype: uint32").type()).isEqualTo(TokenType.INT32);
  }

  @Test
  void of_phases_haveTheirOwnMixtures() {
    ShardSettings settings =
        read(
            "tokenizer: tokenizer.json\n"
                + "format: [mds, parquet, mds]\n"
                + "mixture-by: language\n"
                + "phases:\n"
                + "  - first: {mixture: {en: 1}, tokens: 5k}\n"
                + "  - late: {mixture: {en: 1, de: 3}, tokens: 1k, replay: 0.6}");
    assertThat(settings.pools().names()).containsExactly("en", "de");
    assertThat(settings.formats()).containsExactly(ShardFormat.MDS, ShardFormat.PARQUET);
    assertThat(settings.phases().get(1).replay()).isEqualTo(0.6);
    assertThat(settings.phases().get(1).freshBudget()).isEqualTo(400);
    assertThat(settings.phases().get(1).replayed(400)).isEqualTo(600);
  }

  private static void wrong(String yaml, String words) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(words);
  }

  @Test
  void type_byVocabulary_changesAt65536() {
    assertThat(TokenType.forVocabulary(65_536)).isEqualTo(TokenType.UINT16);
    assertThat(TokenType.forVocabulary(65_537)).isEqualTo(TokenType.INT32);
    assertThatThrownBy(() -> TokenType.UINT16.put(java.nio.ByteBuffer.allocate(2), 65_536))
        .hasMessageContaining("65536 does not fit uint16");
  }

  @Test
  void index_moreFilesThanCanBe_saysHowMany() {
    assertThatThrownBy(() -> new ShardName.Index(1L << 40, List.of(), 1 << 11))
        .hasMessageContaining("536,870,912 files. Give the recipe more 'shard-tokens'");
    assertThat(new ShardName.Index(1L << 40, List.of(), 1 << 27).names()).hasSize(8192);
  }
}
