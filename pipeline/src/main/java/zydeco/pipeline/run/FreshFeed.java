package zydeco.pipeline.run;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import zydeco.pipeline.corpus.CorruptFileException;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.text.Hash128;

/** Every row of a split as the files give it: the first pass over the text. */
final class FreshFeed implements Feed {
  private final Storage storage;
  private final Source source;
  private final Iterator<Slice> slices;
  private final Map<String, CorruptFileException> corrupt;
  private RowReader reader;
  private Slice slice;
  private String file;
  private int ordinal;

  FreshFeed(Storage storage, Split split, Map<String, CorruptFileException> corrupt) {
    this.storage = storage;
    this.source = split.source();
    this.slices = split.slices().iterator();
    this.corrupt = corrupt;
  }

  @Override
  public boolean next(Entry entry) throws IOException {
    while (true) {
      if (reader == null) {
        if (!slices.hasNext()) {
          return false;
        }
        slice = slices.next();
        file = slice.file().name();
        CorruptFileException known = corrupt.get(file);
        if (known != null) {
          String cause = slice.part() + known.why();
          quarantine(entry, new Intake.Bad(-1, known.offset(), cause, slice.bytes()));
          return true;
        }
        reader = RowReader.open(storage, source, slice, row -> true);
      }
      Intake intake = reader.next();
      if (intake == null) {
        reader.close();
        reader = null;
      } else if (intake instanceof Intake.Bad bad) {
        quarantine(entry, bad);
        return true;
      } else {
        take(entry, (Intake.Good) intake);
        return true;
      }
    }
  }

  private void quarantine(Entry entry, Intake.Bad bad) {
    entry.begin(ordinal++, file, bad.row(), bad.offset());
    entry.cause = bad.cause();
    entry.bytes = bad.bytes();
    long place = bad.row() >= 0 ? bad.row() : -1 - slice.from();
    entry.id = Entry.place(source.name(), file, place);
  }

  private void take(Entry entry, Intake.Good good) {
    Document document = good.document();
    entry.begin(ordinal++, file, good.row(), -1);
    entry.document = document;
    entry.bytes = document.text().length;
    entry.originId = document.originId();
    entry.id =
        source.uniqueId() && document.ownId() != null
            ? Hash128.ofParts(source.name(), document.ownId()).toBytes()
            : Entry.place(source.name(), file, good.row());
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
