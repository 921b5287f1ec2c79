package zydeco.pipeline.run;

import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zydeco.pipeline.corpus.CorruptFileException;
import zydeco.pipeline.corpus.Format;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.document.Document;

/** Reads single documents again from the inputs, by their place. */
public final class Texts {
  private final Storage storage;
  private final List<Source> sources;

  public Texts(Storage storage, List<Source> sources) {
    this.storage = storage;
    this.sources = sources;
  }

  /**
   * Where the ledger says that a document stands.
   *
   * @param source the source's name
   * @param file as the ledger calls it
   * @param row from 0
   */
  public record Place(String source, String file, long row) {}

  /** The documents at the places that can be read; each file is gone through once. */
  public Map<Place, Document> read(Collection<Place> places) throws IOException {
    Map<Place, Document> found = new HashMap<>();
    Map<String, BitSet> wanted = new HashMap<>();
    for (Place place : places) {
      wanted
          .computeIfAbsent(place.source() + "\t" + place.file(), k -> new BitSet())
          .set((int) place.row());
    }
    for (Source source : sources) {
      for (Map.Entry<InputFile, Format> file : source.files(storage).entrySet()) {
        BitSet rows = wanted.get(source.name() + "\t" + file.getKey().name());
        if (rows != null) {
          read(source, Slice.whole(file.getKey(), file.getValue()), rows, found);
        }
      }
    }
    return found;
  }

  private void read(Source source, Slice slice, BitSet rows, Map<Place, Document> found)
      throws IOException {
    try (RowReader reader = RowReader.open(storage, source, slice, row -> rows.get((int) row))) {
      for (Intake intake = reader.next(); intake != null; intake = reader.next()) {
        if (intake instanceof Intake.Good good) {
          found.put(new Place(source.name(), slice.file().name(), good.row()), good.document());
        }
      }
    } catch (CorruptFileException e) {
      found.keySet().removeIf(place -> place.file().equals(slice.file().name()));
    }
  }
}
