package zydeco.dedup.passage;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.dedup.survivors.Keeping;

/**
 * Walks occurrences of passages that are sorted by hash and, within it, by preference, and yields
 * one row an occurrence that goes.
 *
 * <p>The first occurrence stays, so of every unit of every text one stays: what is cut has an equal
 * that comes before it, and the first of all has none. An occurrence that overlaps one that stays
 * in its own text stays as well.
 *
 * @param keeping who else stays
 */
public record PassageScan(Keeping keeping) implements MapPartitionsFunction<Row, Row> {
  /**
   * A row an occurrence, in the order in which they are read; what else decides the order follows.
   */
  public static final StructType OCCURRENCE =
      new StructType()
          .add("hash", DataTypes.LongType, false)
          .add("rest", DataTypes.LongType, false)
          .add("rank", DataTypes.IntegerType, false)
          .add("protect", DataTypes.BooleanType, false)
          .add("id", DataTypes.BinaryType, false)
          .add("doc", DataTypes.LongType, false)
          .add("from", DataTypes.IntegerType, false)
          .add("to", DataTypes.IntegerType, false);

  /** A row an occurrence that goes; {@code first} is the id of the document of the first one. */
  public static final StructType CUT =
      new StructType()
          .add("doc", DataTypes.LongType, false)
          .add("from", DataTypes.IntegerType, false)
          .add("to", DataTypes.IntegerType, false)
          .add("first", DataTypes.BinaryType, false);

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Going(keeping, rows);
  }

  private static final class Going implements Iterator<Row> {
    private final Keeping keeping;
    private final Iterator<Row> rows;
    private long hash;
    private long rest;
    private byte[] first;
    private int rank;
    private int stayed;
    private long lastDoc;
    private int lastEnd;
    private Row next;

    Going(Keeping keeping, Iterator<Row> rows) {
      this.keeping = keeping;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (next == null && rows.hasNext()) {
        next = judge(rows.next());
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

    /** Null where it stays. */
    private Row judge(Row row) {
      boolean begins = first == null || row.getLong(0) != hash || row.getLong(1) != rest;
      if (begins) {
        hash = row.getLong(0);
        rest = row.getLong(1);
        rank = row.getInt(2);
        first = row.getAs(4);
        stayed = 0;
      }
      if (!begins && row.getLong(5) == lastDoc && row.getInt(6) < lastEnd) {
        return null;
      }
      if (begins || row.getBoolean(3) || stays(row.getInt(2))) {
        stayed++;
        lastDoc = row.getLong(5);
        lastEnd = row.getInt(7);
        return null;
      }
      return RowFactory.create(row.getLong(5), row.getInt(6), row.getInt(7), first);
    }

    private boolean stays(int ownRank) {
      return keeping.policy() == KeepPolicy.BEST ? stayed < keeping.atMost() : ownRank == rank;
    }
  }
}
