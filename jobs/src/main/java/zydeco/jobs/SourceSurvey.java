package zydeco.jobs;

import java.io.IOException;
import java.util.ArrayList;
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
import zydeco.pipeline.recipe.SourceSample;

/** How much text a source holds, from whole files read here and there. */
final class SourceSurvey {
  /*
   * Files are drawn evenly over their sorted list, and read whole, so that damage, blank rows and
   * compression are in the figure. What the others hold goes by their stored bytes: the ratio estimator,
   * with the error that cluster sampling without replacement has,
   *   se(T)^2 = N^2 (1 - n/N) / n * sum((t_i - r s_i)^2) / (n - 1).
   */
  private static final long MOST_BYTES = 96L << 20;
  private static final int MOST_FILES = 8;
  private static final int SAMPLED = 300;

  private final List<Read> files = new ArrayList<>();
  private final TextSample sample = new TextSample(SAMPLED);
  private long bytes;
  private boolean stopped;

  private record Read(long stored, long documents, long bytes) {}

  private SourceSurvey() {}

  static SourceSample of(Source source, Storage storage) throws IOException {
    List<Map.Entry<InputFile, Format>> all = List.copyOf(source.files(storage).entrySet());
    SourceSurvey survey = new SourceSurvey();
    int chosen = Math.min(MOST_FILES, all.size());
    for (int i = 0; i < chosen && !survey.stopped; i++) {
      Map.Entry<InputFile, Format> file = all.get((int) ((long) i * all.size() / chosen));
      survey.read(source, storage, Slice.whole(file.getKey(), file.getValue()));
    }
    long stored = all.stream().mapToLong(file -> file.getKey().length()).sum();
    return survey.sample(source.name(), all.size(), stored);
  }

  private void read(Source source, Storage storage, Slice slice) throws IOException {
    long before = bytes;
    long documents = 0;
    try (RowReader rows = RowReader.open(storage, source, slice, row -> true)) {
      for (Intake intake = rows.next(); intake != null; intake = rows.next()) {
        if (intake instanceof Intake.Good good) {
          documents++;
          bytes += good.document().text().length;
          sample.add(good.document().text());
        }
        if (bytes > MOST_BYTES) {
          stopped = true;
          break;
        }
      }
    } catch (CorruptFileException e) {
      // A build voids what was read of the file, too.
      documents = 0;
      bytes = before;
    }
    if (!stopped || files.isEmpty()) {
      files.add(new Read(slice.file().length(), documents, bytes - before));
    }
  }

  private SourceSample sample(String name, int count, long stored) {
    double read = files.stream().mapToDouble(Read::stored).sum();
    double documents = files.stream().mapToDouble(Read::documents).sum();
    double text = files.stream().mapToDouble(Read::bytes).sum();
    boolean known = !(stopped && files.size() == 1) && (files.size() > 1 || count == 1);
    double factor = known && read > 0 ? stored / read : 1;
    double error =
        !known ? Double.NaN : text == 0 ? 0 : error(count, text / read) / (text * factor);
    return new SourceSample(name, documents * factor, text * factor, error, sample.texts());
  }

  private double error(int count, double ratio) {
    int read = files.size();
    if (read == count) {
      return 0;
    }
    double squares =
        files.stream().mapToDouble(f -> Math.pow(f.bytes() - ratio * f.stored(), 2)).sum();
    return count * Math.sqrt((1 - (double) read / count) / read * squares / (read - 1));
  }
}
