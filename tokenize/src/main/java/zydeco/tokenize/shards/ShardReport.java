package zydeco.tokenize.shards;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import zydeco.tokenize.mixture.SourceShare;
import zydeco.tokenize.mixture.SourceTotals;

/** What was written: the content of {@code shards.json}. Tokens are with end-of-text. */
@JsonPropertyOrder({
  "format",
  "version",
  "recipe",
  "tokenizer",
  "dtype",
  "sequence",
  "packing",
  "seed",
  "files",
  "train",
  "held-out",
  "empty-documents",
  "fingerprint"
})
public record ShardReport(
    String format,
    int version,
    String recipe,
    Tokenizer tokenizer,
    String dtype,
    int sequence,
    String packing,
    long seed,
    List<File> files,
    Part train,
    @JsonProperty("held-out") Part heldOut,
    @JsonProperty("empty-documents") long emptyDocuments,
    String fingerprint) {

  /** The tokenizer whose ids these are. */
  public record Tokenizer(
      String file,
      String sha256,
      int vocabulary,
      @JsonProperty("end-of-text") int endOfText,
      int padding) {}

  /** One shard. */
  public record File(
      String name,
      String set,
      @JsonInclude(JsonInclude.Include.NON_NULL) String source,
      long sequences,
      long tokens,
      long documents,
      long bytes,
      long padding,
      @JsonProperty("bin-sha256") String binSha256,
      @JsonProperty("idx-sha256") String idxSha256) {

    static File of(ShardFile shard) {
      SourceTotals totals = shard.totals();
      return new File(
          shard.name(),
          shard.set(),
          shard.source(),
          shard.sequences(),
          totals.tokens(),
          totals.documents(),
          totals.bytes(),
          shard.padding(),
          shard.sha256(".bin"),
          shard.sha256(".idx"));
    }
  }

  /**
   * One set of shards.
   *
   * @param documents copies of documents
   * @param cut copies that stand in more than one piece
   */
  public record Part(
      long sequences,
      long tokens,
      long documents,
      long bytes,
      long padding,
      long cut,
      Map<String, Source> sources) {}

  /**
   * What one source gave.
   *
   * @param epochs tokens given over tokens held
   * @param weight as asked for; null where the recipe has no mixture
   * @param asked share of the set that the mixture asks for
   * @param share of the set's tokens
   */
  public record Source(
      long documents,
      long tokens,
      long bytes,
      double epochs,
      Double weight,
      Double asked,
      double share) {}

  static ShardReport of(ShardPlan plan, Planner.Planned planned, List<ShardFile> shards) {
    ShardSettings settings = plan.settings();
    List<ShardFile> held = shards.stream().filter(s -> s.source() != null).toList();
    return new ShardReport(
        settings.format(),
        1,
        settings.recipe(),
        new Tokenizer(
            Shards.TOKENIZER,
            settings.tokenizer().sha256(),
            settings.tokenizer().vocabulary(),
            settings.endOfText(),
            settings.padding()),
        settings.type().word(),
        settings.sequence(),
        settings.packing().word(),
        settings.seed(),
        shards.stream().map(File::of).toList(),
        part(
            shards.stream().filter(s -> s.source() == null).toList(),
            planned.survey().train(),
            planned.shares()),
        held.isEmpty() ? null : part(held, planned.survey().heldOut(), null),
        planned.survey().empty(),
        plan.fingerprint());
  }

  private static Part part(
      List<ShardFile> shards, List<SourceTotals> available, List<SourceShare> shares) {
    List<SourceTotals> written = written(shards, available);
    long tokens = written.stream().mapToLong(SourceTotals::tokens).sum();
    Map<String, Source> sources = new LinkedHashMap<>();
    for (int i = 0; i < written.size(); i++) {
      SourceTotals totals = written.get(i);
      SourceShare share = shares == null ? null : shares.get(i);
      if (totals.documents() > 0) {
        sources.put(
            totals.name(),
            new Source(
                totals.documents(),
                totals.tokens(),
                totals.bytes(),
                (double) totals.tokens() / available.get(i).tokens(),
                share == null || Double.isNaN(share.weight()) ? null : share.weight(),
                share == null ? null : share.asked(),
                (double) totals.tokens() / tokens));
      }
    }
    return new Part(
        shards.stream().mapToLong(ShardFile::sequences).sum(),
        tokens,
        written.stream().mapToLong(SourceTotals::documents).sum(),
        written.stream().mapToLong(SourceTotals::bytes).sum(),
        shards.stream().mapToLong(ShardFile::padding).sum(),
        shards.stream().mapToLong(ShardFile::cut).sum(),
        sources);
  }

  /** What the shards hold of each of the sources. */
  static List<SourceTotals> written(List<ShardFile> shards, List<SourceTotals> sources) {
    List<SourceTotals> written =
        sources.stream()
            .map(s -> SourceTotals.empty(s.name()))
            .collect(Collectors.toCollection(ArrayList::new));
    for (ShardFile shard : shards) {
      for (int i = 0; i < written.size(); i++) {
        written.set(i, written.get(i).plus(shard.sources().get(i)));
      }
    }
    return written;
  }

  /** As {@code shards.json} holds it. */
  public String toJson() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static ShardReport ofJson(String json) throws JsonProcessingException {
    return new ObjectMapper().readValue(json, ShardReport.class);
  }
}
