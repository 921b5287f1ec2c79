package zydeco.jobs;

import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;
import zydeco.pipeline.corpus.CorruptFileException;
import zydeco.pipeline.corpus.Format;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;

/** The texts at the beginning of a source, for estimates. */
final class FirstDocuments {
  private FirstDocuments() {}

  /** Gives text after text, in the order of the source's files, as long as they are taken. */
  static void of(Source source, Storage storage, Predicate<byte[]> taker) throws IOException {
    for (Map.Entry<InputFile, Format> file : source.files(storage).entrySet()) {
      if (!read(source, storage, Slice.whole(file.getKey(), file.getValue()), taker)) {
        return;
      }
    }
  }

  private static boolean read(Source source, Storage storage, Slice slice, Predicate<byte[]> taker)
      throws IOException {
    try (RowReader rows = RowReader.open(storage, source, slice, row -> true)) {
      for (Intake intake = rows.next(); intake != null; intake = rows.next()) {
        if (intake instanceof Intake.Good good && !taker.test(good.document().text())) {
          return false;
        }
      }
    } catch (CorruptFileException e) {
      return true;
    }
    return true;
  }
}
