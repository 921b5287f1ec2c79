package zydeco.pipeline.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** Documents, bytes and tokens by source and fate, summed from the ledger. */
public final class Counts {
  private final Map<String, Map<String, Amount>> bySource = new TreeMap<>();

  /**
   * An amount of text.
   *
   * @param documents rows of the ledger
   * @param bytes UTF-8 bytes as read
   * @param bytesOut UTF-8 bytes as written
   * @param tokens of kept documents
   */
  public record Amount(long documents, long bytes, long bytesOut, long tokens) {
    public static final Amount NONE = new Amount(0, 0, 0, 0);

    /** Both together. */
    public Amount plus(Amount other) {
      return new Amount(
          documents + other.documents,
          bytes + other.bytes,
          bytesOut + other.bytesOut,
          tokens + other.tokens);
    }
  }

  /** Makes a source stand in the counts even where it has no documents. */
  public void source(String name) {
    bySource.computeIfAbsent(name, n -> new TreeMap<>());
  }

  /**
   * Adds an amount.
   *
   * @param fate kept, dropped or quarantined
   * @param stage and rule say why it was dropped; else they do not matter
   */
  public void add(String source, String fate, String stage, String rule, Amount amount) {
    source(source);
    String key = fate.equals("dropped") ? fate + "\t" + stage + "\t" + rule : fate;
    bySource.get(source).merge(key, amount, Amount::plus);
  }

  /** The sum over all sources. */
  public Amount total(String fate) {
    return bySource.values().stream()
        .map(fates -> of(fates, fate))
        .reduce(Amount.NONE, Amount::plus);
  }

  private static Amount of(Map<String, Amount> fates, String fate) {
    return fates.entrySet().stream()
        .filter(e -> e.getKey().equals(fate) || e.getKey().startsWith(fate + "\t"))
        .map(Map.Entry::getValue)
        .reduce(Amount.NONE, Amount::plus);
  }

  /** {@code {source: {in, kept, dropped: {stage: {rule: ...}}, quarantined}}}. */
  public ObjectNode toJson() {
    ObjectNode sources = BuildFolder.JSON.createObjectNode();
    bySource.forEach(
        (source, fates) -> {
          ObjectNode row = sources.putObject(source);
          Amount in = fates.values().stream().reduce(Amount.NONE, Amount::plus);
          row.putObject("in").put("documents", in.documents()).put("bytes", in.bytes());
          Amount kept = of(fates, "kept");
          put(row.putObject("kept"), kept)
              .put("bytes_out", kept.bytesOut())
              .put("tokens", kept.tokens());
          ObjectNode dropped = row.putObject("dropped");
          fates.forEach(
              (fate, amount) -> {
                String[] parts = fate.split("\t", -1);
                if (parts.length == 3) {
                  put(dropped.withObjectProperty(parts[1]).putObject(parts[2]), amount);
                }
              });
          put(row.putObject("quarantined"), of(fates, "quarantined"));
        });
    return sources;
  }

  private static ObjectNode put(ObjectNode to, Amount amount) {
    return to.put("documents", amount.documents()).put("bytes", amount.bytes());
  }
}
