package zydeco.tokenize.shards;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.Map;
import zydeco.tokenize.formats.Part;

/**
 * What was written of one phase in one format: the content of {@code shards.json}. Tokens are with
 * end-of-text.
 *
 * @param phase null where the recipe states no phases
 * @param order {@code shuffled}: sequences may be read in any order; {@code curriculum}: files and
 *     their sequences in their order
 * @param indexes files of the format that list shards
 * @param placement which piece of which document stands where, a table a shard
 * @param leftOutDocuments that no mixture weighs
 */
@JsonPropertyOrder({
  "format",
  "version",
  "recipe",
  "phase",
  "order",
  "tokenizer",
  "dtype",
  "sequence",
  "packing",
  "seed",
  "files",
  "indexes",
  "placement",
  "train",
  "held-out",
  "empty-documents",
  "left-out-documents",
  "fingerprint"
})
public record ShardReport(
    String format,
    int version,
    String recipe,
    @JsonInclude(JsonInclude.Include.NON_NULL) String phase,
    String order,
    Tokenizer tokenizer,
    String dtype,
    int sequence,
    String packing,
    long seed,
    List<File> files,
    List<Part> indexes,
    List<Part> placement,
    Set train,
    @JsonProperty("held-out") Set heldOut,
    @JsonProperty("empty-documents") long emptyDocuments,
    @JsonProperty("left-out-documents") long leftOutDocuments,
    String fingerprint) {

  /** The tokenizer whose ids these are. */
  public record Tokenizer(
      String file,
      String sha256,
      int vocabulary,
      @JsonProperty("end-of-text") int endOfText,
      int padding) {}

  /** One shard; the checksums by name are Megatron's. */
  public record File(
      String name,
      String set,
      @JsonInclude(JsonInclude.Include.NON_NULL) String source,
      long sequences,
      long tokens,
      long documents,
      long bytes,
      long padding,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("bin-sha256") String binSha256,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("idx-sha256") String idxSha256,
      List<Part> parts) {}

  /**
   * One set of shards.
   *
   * @param documents copies of documents
   * @param cut copies that stand in more than one piece
   * @param cutByConcatenation copies that concatenation in the same order would cut
   * @param sources by name
   * @param pools by label or score bucket, or beside replay; else null
   */
  public record Set(
      long sequences,
      long tokens,
      long documents,
      long bytes,
      long padding,
      long cut,
      @JsonProperty("cut-by-concatenation") long cutByConcatenation,
      Map<String, Source> sources,
      @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Source> pools,
      @JsonInclude(JsonInclude.Include.NON_NULL) Replay replay) {}

  /**
   * What one source or pool gave.
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

  /** Copies of an earlier phase's. */
  public record Replay(String of, double asked, double share, long documents, long tokens) {}

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
