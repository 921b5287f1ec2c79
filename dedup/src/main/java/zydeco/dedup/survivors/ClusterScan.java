package zydeco.dedup.survivors;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.dedup.earlier.EarlierBuilds;
import zydeco.dedup.earlier.Side;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.Signature;

/**
 * Walks rows that are sorted by cluster and, within it, by preference, and yields one row a removed
 * document. Rows in: {@code cluster} (any type), {@code doc} long, {@code rank} int, {@code source}
 * string, {@code id} binary, {@code side} int (of {@link Side}) and, where signatures decide,
 * {@code signature} binary, {@code keys} binary and, where they are verified exactly, {@code text}
 * binary.
 */
public final class ClusterScan implements MapPartitionsFunction<Row, Row> {
  /**
   * A row a removed document: what a corpus stage answers, then its id and source and the address
   * of its survivor. A document of an earlier build that had been removed and stays now is its own
   * survivor.
   */
  public static final StructType REMOVED =
      new StructType()
          .add("doc", DataTypes.LongType, false)
          .add("survivor", DataTypes.BinaryType, false)
          .add("cluster", DataTypes.BinaryType, false)
          .add("similarity", DataTypes.DoubleType, true)
          .add("jaccard", DataTypes.DoubleType, true)
          .add("rule", DataTypes.StringType, false)
          .add("bound", DataTypes.StringType, false)
          .add("id", DataTypes.BinaryType, false)
          .add("source", DataTypes.StringType, false)
          .add("survivor_build", DataTypes.IntegerType, false)
          .add("survivor_doc", DataTypes.LongType, false);

  private static final int CLUSTER = 0;
  private static final int DOC = 1;
  private static final int RANK = 2;
  private static final int SOURCE = 3;
  private static final int ID = 4;
  private static final int SIDE = 5;
  private static final int SIGNATURE = 6;
  private static final int KEYS = 7;
  private static final int TEXT = 8;

  private final Keeping keeping;
  private final Survivors.Proof proof;
  private final Explanation explanation;
  private final Scheme scheme;

  /**
   * @param scheme of the signatures; null where there are none
   */
  public ClusterScan(
      Keeping keeping, Survivors.Proof proof, Explanation explanation, Scheme scheme) {
    this.keeping = keeping;
    this.proof = proof;
    this.explanation = explanation;
    this.scheme = scheme;
  }

  /**
   * What the ledger says of every removal of a stage.
   *
   * @param similarity of documents that share a key; null: not known, or estimated by signatures
   * @param jaccard the same, exact
   * @param rule the ledger's rule
   * @param bound the ledger's bound
   */
  public record Explanation(Double similarity, Double jaccard, String rule, String bound)
      implements java.io.Serializable {}

  Keeping keeping() {
    return keeping;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Removed(rows);
  }

  private final class Removed implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Survivors survivors = new Survivors(keeping, proof);
    private final MinHash minHash = proof.exact() ? scheme.open() : null;
    private Object cluster;
    private Row next;

    Removed(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (next == null && rows.hasNext()) {
        next = judge(rows.next());
      }
      if (next == null) {
        survivors.close();
      }
      return next != null;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = null;
      return row;
    }

    private Row judge(Row row) {
      if (cluster == null || !Objects.deepEquals(cluster, row.get(CLUSTER))) {
        cluster = row.get(CLUSTER);
        survivors.begin();
      }
      Member member = member(row);
      Survivors.Removal removal = survivors.judge(member);
      if (!member.side().tells(removal != null)) {
        return null;
      }
      return explain(
          row, member, removal == null ? new Survivors.Removal(member, 1, null) : removal);
    }

    private Row explain(Row row, Member member, Survivors.Removal removal) {
      return RowFactory.create(
          member.doc(),
          removal.survivor().id(),
          survivors.named().id(),
          member.signature() == null
              ? explanation.similarity()
              : Double.valueOf(removal.similarity()),
          removal.jaccard() == null ? explanation.jaccard() : removal.jaccard(),
          explanation.rule(),
          explanation.bound(),
          member.id(),
          row.getString(SOURCE),
          EarlierBuilds.placeOf(removal.survivor().doc()),
          removal.survivor().doc());
    }

    private Member member(Row row) {
      boolean signed = row.size() > SIGNATURE;
      return new Member(
          row.getLong(DOC),
          row.getAs(ID),
          row.getInt(RANK),
          keeping.protect().contains(row.getString(SOURCE)),
          Side.of(row.getInt(SIDE)),
          signed ? Signature.of(row.getAs(SIGNATURE)) : null,
          signed ? Banding.keysOf(row.getAs(KEYS)) : null,
          proof.exact() ? minHash.shingles(row.getAs(TEXT)) : null);
    }
  }
}
