package zydeco.pipeline.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.LongAccumulator;
import zydeco.pipeline.corpus.CorruptFileException;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Verdict;
import zydeco.pipeline.text.Hash128;

/**
 * One pass over the text of one split: each document that is still alive goes through the phase's
 * stages in one iterator, and every row, alive or not, goes to the sink. The sink's file appears
 * whole at the end, so a split is done or not.
 *
 * <p>A file that turns out to be corrupt voids what was read of it before: the split starts again
 * without that file, and the file has one quarantined row.
 *
 * @param phase what to run
 * @param feed where the rows come from
 * @param sinks where they go
 * @param documents counts documents read, for progress only
 * @param bytes counts their UTF-8 bytes, for progress only
 * @param splits counts input bytes of finished splits, for progress only
 * @param cpu sums nanoseconds of processor time of the tasks' own threads
 */
record DocumentPass(
    Phase phase,
    Feeds feed,
    Sinks sinks,
    LongAccumulator documents,
    LongAccumulator bytes,
    LongAccumulator splits,
    LongAccumulator cpu)
    implements VoidFunction<Split> {

  @Override
  public void call(Split split) throws IOException {
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Map<String, CorruptFileException> corrupt = new HashMap<>();
    while (!attempt(split, corrupt)) {}
    splits.add(inputBytes(split));
    cpu.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
  }

  static long inputBytes(Split split) {
    return split.slices().stream().mapToLong(Slice::bytes).sum();
  }

  /** Whether the split went through; if not, one more corrupt file is known. */
  private boolean attempt(Split split, Map<String, CorruptFileException> corrupt)
      throws IOException {
    Entry entry = new Entry(phase.columns());
    List<Judge> judges = new ArrayList<>();
    try (Feed rows = feed.open(split, corrupt);
        Sink sink = sinks.open(split)) {
      for (DocumentStage stage : phase.stages()) {
        judges.add(stage.open(phase.columns()));
      }
      while (rows.next(entry)) {
        if (entry.document != null) {
          documents.add(1);
          bytes.add(entry.document.text().length);
          judge(entry, judges);
        }
        sink.write(entry);
      }
      sink.commit();
      return true;
    } catch (CorruptFileException e) {
      if (corrupt.put(e.file(), e) != null) {
        throw e;
      }
      return false;
    } finally {
      judges.forEach(Judge::close);
    }
  }

  private void judge(Entry entry, List<Judge> judges) {
    Document document = entry.document;
    for (int i = 0; i < judges.size(); i++) {
      Verdict verdict = judges.get(i).judge(document, entry.measures);
      if (verdict instanceof Verdict.Drop drop) {
        entry.reason = drop.reason();
        entry.document = null;
        entry.content = null;
        if (phase.stages().get(i).judgesMeasures() && !phase.shadows().isEmpty()) {
          measureDropped(entry, document, judges, i + 1);
        }
        return;
      }
      document = ((Verdict.Keep) verdict).document();
    }
    hash(entry, document);
    entry.document = document;
  }

  /**
   * Goes on with a document that a check dropped, for the record only: to the end where only
   * measuring stages and checks follow, which is when it gets a content hash.
   */
  private void measureDropped(Entry entry, Document document, List<Judge> judges, int from) {
    for (int i = from; i < judges.size(); i++) {
      if (phase.shadows().contains(i)) {
        judges.get(i).judge(document, entry.measures);
      } else if (!phase.stages().get(i).judgesMeasures()) {
        return;
      }
    }
    entry.content = Hash128.of(document.text()).toBytes();
  }

  private static void hash(Entry entry, Document document) {
    if (document.text() != entry.document.text() || entry.content == null) {
      entry.content = Hash128.of(document.text()).toBytes();
    }
  }
}
