package zydeco.tokenize;

import java.util.List;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;
import zydeco.tokenize.shards.ShardSettings;
import zydeco.tokenize.text.IdleTokenizers;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;
import zydeco.tokenize.text.TokenizerFile;

/**
 * Counts the tokens of each text as it comes to the stage, as {@code output.shards} counts those of
 * survivors: without the end-of-text token. In a recipe: {@code count-tokens: {tokenizer: FILE}};
 * the count is the column {@code token-count}, at most one stage a recipe.
 */
public record CountTokensStage(TokenizerFile tokenizer) implements DocumentStage {
  public static final String NAME = "count-tokens";

  /** The column that it writes, in tokens. */
  public static final String COLUMN = "token-count";

  /** Reads {@code tokenizer} and {@code special-tokens}; throws RecipeException. */
  public static CountTokensStage of(Settings settings) {
    TokenizerFile tokenizer = ShardSettings.tokenizer(settings);
    settings.finish();
    return new CountTokensStage(tokenizer);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The tokenizer, which may be a folder. */
  @Override
  public String inputs() {
    return tokenizer.sha256();
  }

  @Override
  public List<Column> writes() {
    return List.of(Column.number(COLUMN));
  }

  @Override
  public boolean onlyMeasures() {
    return true;
  }

  @Override
  public Judge open(Columns columns) {
    return new Counter(IdleTokenizers.take(tokenizer), new TokenBuffer(), columns.slot(COLUMN));
  }

  private record Counter(Tokenizer tokenizer, TokenBuffer ids, int slot) implements Judge {
    @Override
    public Verdict judge(Document document, Measures measures) {
      ids.clear();
      measures.number(slot, tokenizer.encode(document.text(), ids));
      return new Verdict.Keep(document);
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }
}
