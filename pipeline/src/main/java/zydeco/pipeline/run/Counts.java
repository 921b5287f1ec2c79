package zydeco.pipeline.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;

/** Documents, bytes and tokens by source and fate, summed from the ledger. */
public final class Counts implements Serializable {
  private static final TableSchema LEDGER =
      OutputTables.LEDGER.only(
          "source", "fate", "stage", "rule", "bytes", "bytes_out", "tokens", "survivor");

  private final Map<String, Map<String, Amount>> bySource = new TreeMap<>();
  private long copies;

  /**
   * An amount of text.
   *
   * @param documents rows of the ledger
   * @param bytes UTF-8 bytes as read
   * @param bytesOut UTF-8 bytes as written
   * @param tokens of kept documents
   */
  public record Amount(long documents, long bytes, long bytesOut, long tokens)
      implements Serializable {
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

  /** Adds the rows of a part of a ledger. */
  void addLedger(Storage storage, String location) throws IOException {
    try (TableReader rows = TableReader.open(storage, location, LEDGER)) {
      while (rows.next()) {
        long tokens = rows.isNull(6) ? 0 : rows.number(6);
        add(
            rows.text(0),
            rows.text(1),
            rows.text(2),
            rows.text(3),
            new Amount(1, rows.number(4), rows.number(5), tokens));
        copies += rows.isNull(7) ? 0 : 1;
      }
    }
  }

  /** Adds other counts. */
  void add(Counts other) {
    other.bySource.forEach(
        (source, fates) -> {
          source(source);
          fates.forEach((fate, amount) -> bySource.get(source).merge(fate, amount, Amount::plus));
        });
    copies += other.copies;
  }

  /** Documents of ledgers that have a survivor. */
  long copies() {
    return copies;
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
