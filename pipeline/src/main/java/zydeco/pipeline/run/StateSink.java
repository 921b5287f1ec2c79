package zydeco.pipeline.run;

import java.io.IOException;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableWriter;

/** Writes a split's state table. */
final class StateSink implements Sink {
  private final StateTable states;
  private final Split split;
  private final TableWriter rows;

  StateSink(Storage storage, Phase phase, Split split, String folder) throws IOException {
    this.states = new StateTable(phase.columns());
    this.split = split;
    this.rows =
        TableWriter.create(storage, folder + "/" + TableParts.name(split.index()), states.schema());
  }

  @Override
  public void write(Entry entry) throws IOException {
    states.write(rows, split.index(), split.source().rank(), entry);
  }

  @Override
  public void commit() throws IOException {
    rows.commit();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
