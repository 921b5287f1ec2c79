package zydeco.pipeline.run;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableSchema.Kind;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;

/**
 * Copies from a phase's state table what its corpus stages compare, so that they can decide again
 * about other documents once the text is gone. One row an input row, in the order of the ledger's
 * part of that number; what rewriting stages compared is not kept, since other cuts would ask for
 * other signals; {@code content} is null where a document did not come to the stages: in
 * quarantine, or dropped by a check where the recipe does not measure those too.
 *
 * @param notes columns of what earlier decisions noted, by which its texts were rewritten
 * @param states the folder of the phase's state tables
 * @param changes the folder of its decisions
 * @param out the folder that is written
 */
public record KeptMeasures(
    Storage storage, Phase phase, List<Column> notes, String states, String changes, String out)
    implements VoidFunction<Split> {
  /** Documents that came to a phase's stages, and what these compared, named as they name it. */
  public static Dataset<Row> read(SparkSession spark, String folder) {
    Dataset<Row> kept = spark.read().parquet(BuildFolder.sparkReads(folder));
    org.apache.spark.sql.Column[] named =
        Arrays.stream(kept.columns())
            .map(name -> col("`" + name + "`").as(StateTable.column(name)))
            .toArray(org.apache.spark.sql.Column[]::new);
    return kept.where(col("content").isNotNull()).select(named);
  }

  @Override
  public void call(Split split) throws IOException {
    String part = TableParts.name(split.index());
    TableSchema compared = new StateTable(new Columns(columns())).compared();
    Changes changed = Changes.read(storage, changes + "/" + part);
    if (changed.renames()) {
      rename(split, part, compared, changed);
    } else {
      TableWriter.copy(storage, states + "/" + part, out + "/" + part, compared);
    }
  }

  /** The same columns, read and written, with the ids that documents have now. */
  private void rename(Split split, String part, TableSchema compared, Changes changed)
      throws IOException {
    int id = compared.indexOf("id");
    int width = compared.columns().size();
    List<TableSchema.Column> read = new ArrayList<>(compared.columns());
    read.addAll(StateTable.ROW.columns());
    try (TableReader from = TableReader.open(storage, states + "/" + part, new TableSchema(read));
        TableWriter to = TableWriter.create(storage, out + "/" + part, compared)) {
      while (from.next()) {
        for (int i = 0; i < width; i++) {
          copy(from, i, read.get(i).kind(), to);
        }
        if (changed.renames((int) from.number(0))) {
          to.set(id, Entry.place(split.source().name(), from.text(width), from.number(width + 1)));
        }
        to.append();
      }
      to.commit();
    }
  }

  private static void copy(TableReader from, int column, Kind kind, TableWriter to) {
    if (from.isNull(column)) {
      return;
    }
    switch (kind) {
      case INT, LONG -> to.set(column, from.number(column));
      case DOUBLE -> to.set(column, from.real(column));
      default -> to.set(column, from.bytes(column));
    }
  }

  private List<Column> columns() {
    return Stream.concat(
            phase.decisions().stream()
                .filter(stage -> stage.rewrite() == null)
                .flatMap(stage -> stage.measure().writes().stream()),
            notes.stream())
        .toList();
  }
}
