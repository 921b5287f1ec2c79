package zydeco.pipeline.run;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.stage.Columns;

/**
 * The rows of a split as the phase before left them, with the text of survivors read again. Rows
 * that are gone keep their fate and are never decoded.
 */
final class SurvivorFeed implements Feed {
  private final Storage storage;
  private final Split split;
  private final Columns columns;
  private final StateTable states;
  private final TableReader rows;
  private final Changes changes;
  private final Map<String, BitSet> alive = new HashMap<>();
  private final IntPredicate read;
  private final RowTexts texts;

  /**
   * The rows of a split.
   *
   * @param rewriting what gave them the text that the phase before saw
   * @param folder of its state tables
   * @param changed of its decisions
   * @param columns of the pass that reads
   */
  SurvivorFeed(
      Storage storage,
      Split split,
      Rewriting rewriting,
      String folder,
      String changed,
      Columns columns)
      throws IOException {
    this(
        storage,
        split,
        new StateTable(rewriting.columns().readable()),
        Changes.read(storage, changed + "/" + TableParts.name(split.index())),
        folder,
        columns,
        ordinal -> true,
        rewriting);
  }

  private SurvivorFeed(
      Storage storage,
      Split split,
      StateTable states,
      Changes changes,
      String folder,
      Columns columns,
      IntPredicate read,
      Rewriting rewriting)
      throws IOException {
    this.storage = storage;
    this.split = split;
    this.columns = columns;
    this.states = states;
    this.changes = changes;
    this.read = read;
    String table = folder + "/" + TableParts.name(split.index());
    findAlive(table);
    this.texts = new RowTexts(storage, split.source(), split.slices(), alive, rewriting);
    this.rows = TableReader.open(storage, table, states.schema());
  }

  /**
   * The rows of a split as the phase that has just measured it left them, with the text of some.
   *
   * @param rewriting what gave them the text that it saw
   * @param folder of its state tables
   * @param read of an alive row's place in the split: whether to read its text
   */
  static SurvivorFeed candidates(
      Storage storage, Split split, Rewriting rewriting, String folder, IntPredicate read)
      throws IOException {
    return new SurvivorFeed(
        storage,
        split,
        new StateTable(new Columns(rewriting.notes())),
        Changes.none(),
        folder,
        rewriting.columns(),
        read,
        rewriting);
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
    changes.apply(split, columns, entry);
    if (!entry.alive()) {
      entry.content = null; // this phase's stages never see it
    } else if (read.test(entry.ordinal)) {
      entry.document = texts.next(entry.file, entry.row, entry.content, entry.measures);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    rows.close();
    texts.close();
  }
}
