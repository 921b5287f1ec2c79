package zydeco.tokenize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.recipe.ShardOutput;
import zydeco.pipeline.recipe.SourceSample;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.formats.ShardFormat;
import zydeco.tokenize.mixture.MixtureException;
import zydeco.tokenize.mixture.Pools;
import zydeco.tokenize.shards.PlanText;
import zydeco.tokenize.shards.RecipeFacts;
import zydeco.tokenize.shards.ShardEstimate;
import zydeco.tokenize.shards.ShardReport;
import zydeco.tokenize.shards.ShardSettings;
import zydeco.tokenize.shards.Shards;
import zydeco.tokenize.shards.TokenEntry;
import zydeco.tokenize.shards.TokenFileWriter;
import zydeco.tokenize.shards.TrainingPhase;
import zydeco.tokenize.text.IdleTokenizers;
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
  public static TokenizedShards of(Settings settings, RecipeFacts known) {
    return new TokenizedShards(ShardSettings.of(settings, known), known.sources());
  }

  @Override
  public List<String> formats() {
    return settings.formats().stream().map(ShardFormat::word).toList();
  }

  /** The names of its phases; none where the recipe states none. */
  public List<String> phases() {
    return settings.phases().stream().map(TrainingPhase::name).filter(Objects::nonNull).toList();
  }

  @Override
  public String plan() {
    return PlanText.of(settings);
  }

  @Override
  public String estimate(List<SourceSample> samples) {
    try {
      return ShardEstimate.of(settings, samples).text();
    } catch (MixtureException e) {
      throw new BuildException(e.getMessage(), e);
    }
  }

  @Override
  public Sink open(String path, Columns columns) throws IOException {
    Configuration hadoop = SparkHadoopUtil.get().conf();
    TokenFileWriter file =
        TokenFileWriter.create(path, hadoop, settings.tokenizer(), settings.type());
    return new TokenSink(
        file,
        IdleTokenizers.take(settings.tokenizer()),
        new Assignment(settings.pools(), settings.score(), columns),
        new TokenBuffer());
  }

  @Override
  public Packed pack(SparkSession spark, List<String> files, String folder) {
    try {
      List<ShardReport> reports = Shards.write(spark, files, sources, settings, folder);
      ArrayNode written = JsonNodeFactory.instance.arrayNode();
      reports.forEach(report -> written.add(PlanText.summary(report)));
      return new Packed(PlanText.of(reports), written);
    } catch (MixtureException e) {
      throw new BuildException(e.getMessage(), e);
    }
  }

  /** What the mixture takes a document for. */
  private static final class Assignment {
    private final Pools pools;
    private final int pool;
    private final int score;

    Assignment(Pools pools, String score, Columns columns) {
      this.pools = pools;
      this.pool = pools.bySource() ? -1 : columns.slot(pools.by());
      this.score = score == null ? -1 : columns.slot(score);
    }

    int pool(int rank, Measures measures) {
      if (pool < 0) {
        return rank;
      }
      return pools.ranges().isEmpty()
          ? pools.ofLabel(measures.label(pool))
          : pools.ofScore(measures.number(pool));
    }

    double score(Measures measures) {
      return score < 0 ? Double.NaN : measures.number(score);
    }
  }

  private record TokenSink(
      TokenFileWriter file, Tokenizer tokenizer, Assignment assignment, TokenBuffer buffer)
      implements Sink {

    @Override
    public int append(byte[] id, byte[] content, int rank, Measures measures, byte[] text)
        throws IOException {
      buffer.clear();
      int tokens = tokenizer.encode(text, buffer);
      file.append(
          new TokenEntry(
              Hash128.ofBytes(id),
              Hash128.ofBytes(content),
              rank,
              assignment.pool(rank, measures),
              assignment.score(measures),
              text.length,
              tokens),
          buffer);
      return tokens;
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
