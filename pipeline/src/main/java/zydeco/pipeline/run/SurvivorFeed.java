package zydeco.pipeline.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import zydeco.pipeline.corpus.CorruptFileException;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;
import zydeco.pipeline.text.Hash128;

/**
 * The rows of a split as the phase before left them, with the text of survivors read again. Rows
 * that are gone keep their fate and are never decoded. A text that is not the one measured before
 * stops the build: the input changed under it.
 */
final class SurvivorFeed implements Feed {
  private final Storage storage;
  private final Split split;
  private final Columns columns;
  private final StateTable states;
  private final TableReader rows;
  private final Changes changes;
  private final Map<String, BitSet> alive = new HashMap<>();
  private final List<Judge> rewrites = new ArrayList<>();
  private final IntPredicate read;
  private Measures scratch;
  private final Iterator<Slice> slices;
  private Slice slice;
  private RowReader reader;

  /**
   * The rows of a split.
   *
   * @param earlier the phase before
   * @param folder of its state tables
   * @param changed of its decisions
   * @param columns of the pass that reads
   */
  SurvivorFeed(
      Storage storage,
      Split split,
      Phase earlier,
      List<DocumentStage> rewriting,
      String folder,
      String changed,
      Columns columns)
      throws IOException {
    this(
        storage,
        split,
        new StateTable(earlier.columns().readable()),
        Changes.read(storage, changed + "/" + TableParts.name(split.index())),
        folder,
        columns,
        ordinal -> true);
    scratch = new Measures(earlier.columns());
    rewriting.forEach(stage -> rewrites.add(stage.open(earlier.columns())));
  }

  private SurvivorFeed(
      Storage storage,
      Split split,
      StateTable states,
      Changes changes,
      String folder,
      Columns columns,
      IntPredicate read)
      throws IOException {
    this.storage = storage;
    this.split = split;
    this.columns = columns;
    this.states = states;
    this.scratch = new Measures(states.columns());
    this.slices = split.slices().iterator();
    this.changes = changes;
    this.read = read;
    String table = folder + "/" + TableParts.name(split.index());
    findAlive(table);
    this.rows = TableReader.open(storage, table, states.schema());
  }

  /**
   * The rows of a split as the phase that has just measured it left them, with the text of some.
   *
   * @param phase the phase that measured
   * @param rewriting the stages up to its end that give documents another text
   * @param folder of its state tables
   * @param read of an alive row's place in the split: whether to read its text
   */
  static SurvivorFeed candidates(
      Storage storage,
      Split split,
      Phase phase,
      List<DocumentStage> rewriting,
      String folder,
      IntPredicate read)
      throws IOException {
    Columns none = new Columns(List.of());
    SurvivorFeed feed =
        new SurvivorFeed(
            storage, split, new StateTable(none), Changes.none(), folder, phase.columns(), read);
    feed.scratch = new Measures(phase.columns());
    rewriting.forEach(stage -> feed.rewrites.add(stage.open(phase.columns())));
    return feed;
  }

  private void findAlive(String table) throws IOException {
    try (TableReader fates = TableReader.open(storage, table, StateTable.FATES)) {
      while (fates.next()) {
        int ordinal = (int) fates.number(0);
        boolean kept = fates.isNull(1) && fates.isNull(2) && !changes.removes(ordinal);
        if (kept && read.test(ordinal)) {
          alive.computeIfAbsent(fates.text(3), f -> new BitSet()).set((int) fates.number(4));
        }
      }
    }
  }

  @Override
  public boolean next(Entry entry) throws IOException {
    if (!rows.next()) {
      return false;
    }
    states.read(rows, columns, entry);
    changes.apply(split, entry);
    if (entry.alive() && read.test(entry.ordinal)) {
      entry.document = rewritten(text(entry));
      if (!Arrays.equals(Hash128.of(entry.document.text()).toBytes(), entry.content)) {
        throw changed(entry);
      }
    }
    return true;
  }

  private Document text(Entry entry) throws IOException {
    while (true) {
      if (reader != null) {
        Intake intake = reader.next();
        if (intake instanceof Intake.Good good && good.row() == entry.row) {
          return good.document();
        }
        if (intake != null) {
          throw changed(entry);
        }
        reader.close();
        reader = null;
      }
      if (!slices.hasNext()) {
        throw changed(entry);
      }
      slice = slices.next();
      BitSet wanted = alive.get(slice.file().name());
      if (wanted != null) {
        try {
          reader = RowReader.open(storage, split.source(), slice, row -> wanted.get((int) row));
        } catch (CorruptFileException e) {
          throw changed(entry);
        }
      }
    }
  }

  private Document rewritten(Document document) {
    for (Judge judge : rewrites) {
      Verdict verdict = judge.judge(document, scratch);
      document = verdict instanceof Verdict.Keep keep ? keep.document() : document;
    }
    return document;
  }

  private static BuildException changed(Entry entry) {
    return new BuildException(
        "Cannot go on with "
            + entry.file
            + ", row "
            + entry.row
            + ": the file is no longer what was measured. Restore it, or build into a new folder.");
  }

  @Override
  public void close() throws IOException {
    rows.close();
    rewrites.forEach(Judge::close);
    if (reader != null) {
      reader.close();
    }
  }
}
