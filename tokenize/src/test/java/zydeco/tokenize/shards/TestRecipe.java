package zydeco.tokenize.shards;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;

/** Shard settings as a recipe beside the golden shards would state them. */
final class TestRecipe {
  static final Path GOLDEN = Path.of("src/test/resources/golden").toAbsolutePath();
  private static final Map<String, Column.Type> COLUMNS =
      Map.of("quality", Column.Type.NUMBER, "language", Column.Type.LABEL);

  private TestRecipe() {}

  /** Settings of a YAML mapping; what it lacks is as in the reference recipe, but small. */
  static ShardSettings of(String yaml, List<String> sources) {
    String defaults =
        "{format: megatron, dtype: auto, special-tokens: text, sequence: 64, packing: best-fit,"
            + " mixture: , mixture-by: source, tokens: , epochs-cap: 2, curriculum-by: ,"
            + " curriculum: 0, held-out: 0, end-of-text: <|endoftext|>, padding: ,"
            + " shard-tokens: 3000}";
    Settings phase =
        Settings.parse(Path.of("d.yaml"), "{mixture: , tokens: , replay: 0, curriculum: 0}");
    return ShardSettings.of(
        Settings.parse(GOLDEN.resolve("r.yaml"), yaml)
            .withDefaults(Settings.parse(Path.of("d.yaml"), defaults)),
        new RecipeFacts("tiny", 17, sources, COLUMNS, phase));
  }
}
