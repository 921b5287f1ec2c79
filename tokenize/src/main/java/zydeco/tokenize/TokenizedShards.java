package zydeco.tokenize;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.recipe.ShardOutput;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.mixture.MixtureException;
import zydeco.tokenize.shards.ShardSettings;
import zydeco.tokenize.shards.Shards;
import zydeco.tokenize.shards.TokenFileWriter;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;

/**
 * The recipe's {@code output.shards}: tokenises survivors split by split, then mixes and packs
 * them.
 *
 * @param settings as the recipe states them
 * @param sources their names by rank
 */
public record TokenizedShards(ShardSettings settings, List<String> sources) implements ShardOutput {

  /** Reads and checks them; throws RecipeException with file and line. */
  public static TokenizedShards of(
      Settings settings, List<String> sources, String recipe, long seed) {
    return new TokenizedShards(
        ShardSettings.of(settings, sources, recipe, seed), List.copyOf(sources));
  }

  @Override
  public String format() {
    return settings.format();
  }

  @Override
  public String plan() {
    return String.format(
        Locale.ROOT,
        "tokenizer of %,d ids, %s; sequences of %,d tokens, packing %s; end of text %d, padding %d%n%s",
        settings.tokenizer().vocabulary(),
        settings.type(),
        settings.sequence(),
        settings.packing().word(),
        settings.endOfText(),
        settings.padding(),
        settings.mixture().weights().isEmpty()
            ? "every document once"
            : "weights " + settings.mixture().weights());
  }

  @Override
  public Sink open(String path) throws IOException {
    Configuration hadoop = SparkHadoopUtil.get().conf();
    TokenFileWriter file = TokenFileWriter.create(path, hadoop, settings.tokenizer());
    return new TokenSink(file, settings.tokenizer().open());
  }

  @Override
  public void pack(SparkSession spark, List<String> files, String folder) {
    try {
      Shards.write(spark, files, sources, settings, folder);
    } catch (MixtureException e) {
      throw new zydeco.pipeline.run.BuildException(e.getMessage(), e);
    }
  }

  private record TokenSink(TokenFileWriter file, Tokenizer tokenizer, TokenBuffer buffer)
      implements Sink {
    TokenSink(TokenFileWriter file, Tokenizer tokenizer) {
      this(file, tokenizer, new TokenBuffer());
    }

    @Override
    public int append(byte[] id, byte[] content, int rank, byte[] text) throws IOException {
      buffer.clear();
      int tokens = tokenizer.encode(text, buffer);
      file.append(hash(id), hash(content), rank, text.length, buffer);
      return tokens;
    }

    private static Hash128 hash(byte[] bytes) {
      ByteBuffer words = ByteBuffer.wrap(bytes);
      return new Hash128(words.getLong(), words.getLong());
    }

    @Override
    public void commit() throws IOException {
      file.commit();
    }

    @Override
    public void close() throws IOException {
      tokenizer.close();
      file.close();
    }
  }
}
