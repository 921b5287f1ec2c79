package zydeco.pipeline.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.shiftrightunsigned;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.IntPredicate;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.stage.CorpusTexts;

/** Texts of documents of some splits, read from the inputs again as a phase measured them. */
final class CandidateTexts implements CorpusTexts {
  /*
   * The rows are brought to their splits and sorted by place, twice over: their addresses alone say
   * which rows of each file to decode (a bit each), then rows and texts go in step. So a task holds
   * one row and one text, however many of a split are asked for.
   */
  private static final int MOST_TASKS = 4096;

  private final int splits;
  private final Opener opener;

  /** Texts of the rows of so many splits. */
  CandidateTexts(int splits, Opener opener) {
    this.splits = splits;
    this.opener = opener;
  }

  /** Texts of a phase that has just measured, which left its state tables in a folder. */
  static CandidateTexts of(
      Broadcast<List<Split>> splits, Storage storage, Rewriting rewriting, String states) {
    return new CandidateTexts(
        splits.value().size(),
        (split, wanted) ->
            new Alive(
                SurvivorFeed.candidates(
                    storage, splits.value().get(split), rewriting, states, wanted),
                new Entry(rewriting.columns())));
  }

  /** Opens the texts of a split. */
  interface Opener extends Serializable {
    /**
     * Texts of rows of a split.
     *
     * @param wanted the rows that will be asked for
     */
    Reader open(int split, IntPredicate wanted) throws IOException;
  }

  /** Texts of one split. */
  interface Reader extends Closeable {
    /** The text at a row, which stands behind those asked for before. */
    byte[] text(int ordinal) throws IOException;
  }

  private record Alive(SurvivorFeed feed, Entry entry) implements Reader {
    @Override
    public byte[] text(int ordinal) throws IOException {
      while (feed.next(entry)) {
        if (entry.ordinal == ordinal && entry.document != null) {
          return entry.document.text();
        }
      }
      throw new IllegalStateException("no living document at " + ordinal);
    }

    @Override
    public void close() throws IOException {
      feed.close();
    }
  }

  @Override
  public Dataset<Row> of(Dataset<Row> rows) {
    StructType schema = rows.schema().add("text", DataTypes.BinaryType, false);
    int place = rows.schema().fieldIndex(StateTable.DOC);
    JavaRDD<Row> read =
        bySplit(rows.select(StateTable.DOC))
            .zipPartitions(bySplit(rows), new Together(opener, place));
    return rows.sparkSession().createDataFrame(read, schema);
  }

  private JavaRDD<Row> bySplit(Dataset<Row> rows) {
    Column split = shiftrightunsigned(col(StateTable.DOC), 32);
    return rows.repartition(Math.min(splits, MOST_TASKS), split)
        .sortWithinPartitions(StateTable.DOC)
        .toJavaRDD();
  }

  private record Together(Opener opener, int place)
      implements FlatMapFunction2<Iterator<Row>, Iterator<Row>, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> docs, Iterator<Row> rows) {
      Map<Integer, BitSet> wanted = new HashMap<>();
      while (docs.hasNext()) {
        long doc = docs.next().getLong(0);
        wanted.computeIfAbsent((int) (doc >>> 32), split -> new BitSet()).set((int) doc);
      }
      return new WithText(this, wanted, rows);
    }
  }

  private static final class WithText implements Iterator<Row> {
    private final Together task;
    private final Map<Integer, BitSet> wanted;
    private final Iterator<Row> rows;
    private int current = -1;
    private Reader reader;

    WithText(Together task, Map<Integer, BitSet> wanted, Iterator<Row> rows) {
      this.task = task;
      this.wanted = wanted;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      if (!rows.hasNext()) {
        close();
      }
      return rows.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = rows.next();
      long doc = row.getLong(task.place());
      try {
        return withText(row, text((int) (doc >>> 32), (int) doc));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Row withText(Row row, byte[] text) {
      Object[] values = new Object[row.size() + 1];
      for (int i = 0; i < row.size(); i++) {
        values[i] = row.get(i);
      }
      values[row.size()] = text;
      return RowFactory.create(values);
    }

    private byte[] text(int split, int ordinal) throws IOException {
      if (split != current) {
        close();
        BitSet rowsOfSplit = wanted.get(split);
        reader = task.opener().open(split, rowsOfSplit::get);
        current = split;
      }
      return reader.text(ordinal);
    }

    private void close() {
      try {
        if (reader != null) {
          reader.close();
          reader = null;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
