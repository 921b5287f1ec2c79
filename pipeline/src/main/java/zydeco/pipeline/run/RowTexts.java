package zydeco.pipeline.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import zydeco.pipeline.corpus.CorruptFileException;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;
import zydeco.pipeline.text.Hash128;

/**
 * The documents at some rows of a source, in order, read again and rewritten as before. A text that
 * is not the one measured before is an error: the input changed.
 */
final class RowTexts implements Closeable {
  private final Storage storage;
  private final Source source;
  private final Iterator<Slice> slices;
  private final Map<String, BitSet> wanted;
  private final List<Judge> rewrites;
  private final int[] notes;
  private final Measures scratch;
  private RowReader reader;

  /**
   * Rows of slices.
   *
   * @param wanted the rows that will be asked for, by the names of their files
   */
  RowTexts(
      Storage storage,
      Source source,
      List<Slice> slices,
      Map<String, BitSet> wanted,
      Rewriting rewriting) {
    this.storage = storage;
    this.source = source;
    this.slices = slices.iterator();
    this.wanted = wanted;
    this.rewrites =
        rewriting.stages().stream().map(stage -> stage.open(rewriting.columns())).toList();
    this.notes =
        rewriting.notes().stream()
            .mapToInt(column -> rewriting.columns().slot(column.name()))
            .toArray();
    this.scratch = new Measures(rewriting.columns());
  }

  /**
   * The document at a row, which stands behind those asked for before.
   *
   * @param content the hash of its text
   * @param known what has been measured of it, in the columns of the rewriting or of a later phase
   */
  Document next(String file, long row, byte[] content, Measures known) throws IOException {
    for (int slot : notes) {
      scratch.label(slot, known.label(slot));
    }
    Document document = rewritten(read(file, row));
    if (!Arrays.equals(Hash128.of(document.text()).toBytes(), content)) {
      throw changed(file, row);
    }
    return document;
  }

  private Document read(String file, long row) throws IOException {
    while (true) {
      if (reader != null) {
        Intake intake = reader.next();
        if (intake instanceof Intake.Good good && good.row() == row) {
          return good.document();
        }
        if (intake != null) {
          throw changed(file, row);
        }
        reader.close();
        reader = null;
      }
      if (!slices.hasNext()) {
        throw changed(file, row);
      }
      Slice slice = slices.next();
      BitSet rows = wanted.get(slice.file().name());
      if (rows != null) {
        try {
          reader = RowReader.open(storage, source, slice, at -> rows.get((int) at));
        } catch (CorruptFileException e) {
          throw changed(file, row);
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

  private static BuildException changed(String file, long row) {
    return new BuildException(
        "Cannot go on with "
            + file
            + ", row "
            + row
            + ": the file is no longer what was measured. Restore it, or build into a new folder.");
  }

  @Override
  public void close() throws IOException {
    rewrites.forEach(Judge::close);
    if (reader != null) {
      reader.close();
    }
  }
}
