package zydeco.tokenize.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.tokenize.packing.Packing;

class ShardSettingsTest {
  private static final Path RECIPE = Path.of("src/test/resources/golden/r.yaml");
  private static final String DEFAULTS =
      "{format: megatron, sequence: 2048, packing: best-fit, epochs-cap: 2, held-out: 0,"
          + " shard-tokens: 128M}";

  private static ShardSettings read(String yaml) {
    return ShardSettings.of(
        Settings.parse(RECIPE, yaml).withDefaults(Settings.parse(Path.of("d.yaml"), DEFAULTS)),
        List.of("dclm", "fineweb-edu"),
        "r",
        17);
  }

  @Test
  void of_tokenizerAlone_hasTheDefaults() {
    ShardSettings settings = read("tokenizer: tokenizer.json");
    assertThat(settings.sequence()).isEqualTo(2048);
    assertThat(settings.packing()).isEqualTo(Packing.BEST_FIT);
    assertThat(settings.endOfText()).isZero();
    assertThat(settings.padding()).isEqualTo(1);
    assertThat(settings.type()).isEqualTo(TokenType.UINT16);
    assertThat(settings.mixture().takes("dclm")).isTrue();
  }

  @Test
  void of_mixtureAndBudget_areRead() {
    ShardSettings settings =
        read(
            "tokenizer: tokenizer.json\nmixture: {dclm: 4.0}\ntokens: 100M\npacking: per-document");
    assertThat(settings.mixture().budget()).isEqualTo(100_000_000);
    assertThat(settings.mixture().takes("fineweb-edu")).isFalse();
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
    wrong("tokenizer: tokenizer.json\nheld-out: 0.9", "a number from 0.0 to 0.5");
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
}
