package zydeco.pipeline.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.shiftrightunsigned;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
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
import zydeco.pipeline.stage.DocumentStage;

/** Texts of documents alive in a phase, read from the inputs again as the phase measured them. */
final class CandidateTexts implements CorpusTexts {
  /*
   * The rows are brought to their splits and sorted by place, twice over: their addresses alone say
   * which rows of each file to decode (a bit each), then rows and texts go in step. So a task holds
   * one row and one text, however many of a split are asked for.
   */
  private static final int MOST_TASKS = 4096;

  private final Storage storage;
  private final List<Split> splits;
  private final Phase phase;
  private final List<DocumentStage> rewriting;
  private final String states;

  /**
   * Texts of a phase.
   *
   * @param rewriting the stages up to the phase's end that give documents another text
   * @param states the folder of the phase's state tables
   */
  CandidateTexts(
      Storage storage,
      List<Split> splits,
      Phase phase,
      List<DocumentStage> rewriting,
      String states) {
    this.storage = storage;
    this.splits = splits;
    this.phase = phase;
    this.rewriting = List.copyOf(rewriting);
    this.states = states;
  }

  @Override
  public Dataset<Row> of(Dataset<Row> rows) {
    JavaSparkContext context = new JavaSparkContext(rows.sparkSession().sparkContext());
    Broadcast<List<Split>> shared = context.broadcast(splits);
    StructType schema = rows.schema().add("text", DataTypes.BinaryType, false);
    int place = rows.schema().fieldIndex(StateTable.DOC);
    JavaRDD<Row> read =
        bySplit(rows.select(StateTable.DOC))
            .zipPartitions(
                bySplit(rows), new Together(storage, shared, phase, rewriting, states, place));
    return rows.sparkSession().createDataFrame(read, schema);
  }

  private JavaRDD<Row> bySplit(Dataset<Row> rows) {
    Column split = shiftrightunsigned(col(StateTable.DOC), 32);
    return rows.repartition(Math.min(splits.size(), MOST_TASKS), split)
        .sortWithinPartitions(StateTable.DOC)
        .toJavaRDD();
  }

  private record Together(
      Storage storage,
      Broadcast<List<Split>> splits,
      Phase phase,
      List<DocumentStage> rewriting,
      String states,
      int place)
      implements FlatMapFunction2<Iterator<Row>, Iterator<Row>, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> docs, Iterator<Row> rows) {
      Map<Integer, BitSet> wanted = new HashMap<>();
      while (docs.hasNext()) {
        long doc = docs.next().getLong(0);
        wanted.computeIfAbsent((int) (doc >>> 32), split -> new BitSet()).set((int) doc);
      }
      Map<Integer, Split> byIndex = new HashMap<>();
      splits.value().forEach(split -> byIndex.put(split.index(), split));
      return new WithText(this, wanted, byIndex, rows);
    }
  }

  private static final class WithText implements Iterator<Row> {
    private final Together task;
    private final Map<Integer, BitSet> wanted;
    private final Map<Integer, Split> splits;
    private final Iterator<Row> rows;
    private final Entry entry;
    private int current = -1;
    private SurvivorFeed feed;

    WithText(
        Together task,
        Map<Integer, BitSet> wanted,
        Map<Integer, Split> splits,
        Iterator<Row> rows) {
      this.task = task;
      this.wanted = wanted;
      this.splits = splits;
      this.rows = rows;
      this.entry = new Entry(task.phase().columns());
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
        feed =
            SurvivorFeed.candidates(
                task.storage(),
                splits.get(split),
                task.phase(),
                task.rewriting(),
                task.states(),
                rowsOfSplit::get);
        current = split;
      }
      while (feed.next(entry)) {
        if (entry.ordinal == ordinal && entry.document != null) {
          return entry.document.text();
        }
      }
      throw new IllegalStateException("no living document at " + split + "/" + ordinal);
    }

    private void close() {
      try {
        if (feed != null) {
          feed.close();
          feed = null;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
