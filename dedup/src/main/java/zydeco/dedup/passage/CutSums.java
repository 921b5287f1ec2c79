package zydeco.dedup.passage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much is cut out of the documents of each source, and the passages that are cut most often.
 */
public final class CutSums {
  /** Stands in place of a document where a note holds sums. */
  public static final long DOC = -1;

  private static final int MOST = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Integer, long[]> byRank = new TreeMap<>();
  private final TreeSet<Repeats.Often> most = new TreeSet<>(Repeats.Often.MOST);

  void cut(int rank, long passages) {
    add(rank, 1, passages);
  }

  private void add(int rank, long documents, long passages) {
    long[] sums = byRank.computeIfAbsent(rank, r -> new long[2]);
    sums[0] += documents;
    sums[1] += passages;
  }

  void often(Repeats.Often passage) {
    most.add(passage);
    if (most.size() > MOST) {
      most.pollLast();
    }
  }

  /** Adds what another wrote as JSON. */
  public void addAll(String json) {
    try {
      JsonNode other = JSON.readTree(json);
      for (JsonNode sums : other.path("sources")) {
        add(sums.path(0).asInt(), sums.path(1).asLong(), sums.path(2).asLong());
      }
      for (JsonNode passage : other.path("most")) {
        often(
            new Repeats.Often(
                passage.path(0).asLong(),
                passage.path(1).asLong(),
                passage.path(2).asInt(),
                passage.path(3).asInt(),
                HexFormat.of().parseHex(passage.path(4).asText()),
                passage.path(5).asLong(),
                passage.path(6).asLong()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("sums are a JSON object", e);
    }
  }

  String toJson() {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode sources = root.putArray("sources");
    byRank.forEach((rank, sums) -> sources.addArray().add(rank).add(sums[0]).add(sums[1]));
    ArrayNode often = root.putArray("most");
    for (Repeats.Often one : most) {
      ArrayNode passage = often.addArray().add(one.times()).add(one.doc()).add(one.from());
      passage.add(one.to()).add(HexFormat.of().formatHex(one.id())).add(one.high()).add(one.low());
    }
    return root.toString();
  }

  /** By rank of source, the documents of which something is cut, and how many passages. */
  public Map<Integer, long[]> byRank() {
    return byRank;
  }

  /** The passages that are cut most often, those first. */
  public Iterable<Repeats.Often> most() {
    return most;
  }
}
