package zydeco.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
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
import zydeco.pipeline.recipe.RecipeException;

/**
 * Documents that an option of the command line names: files, folders and globs, in every format
 * that a recipe's sources have. Rows that give no document are named on stderr and left out.
 */
final class LabelledFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NAMED = 5;

  private final String option;
  private final Source source;
  private final Map<InputFile, Format> files;
  private final PrintStream complaints;
  private long bad;

  /** What is done with a document, and where it stands: file, and row from 1. */
  interface Taker {
    void take(Document document, String place) throws IOException;
  }

  /**
   * The files of an option. Throws RecipeException where a path names no file that can be read.
   *
   * @param option such as {@code --positive}
   * @param textField where rows hold the text
   */
  LabelledFiles(String option, List<String> paths, String textField, PrintStream complaints)
      throws IOException {
    this.option = option;
    this.source = Source.files(option.replace("-", ""), textField, paths);
    this.complaints = complaints;
    Storage storage = Storage.plain();
    for (String path : paths) {
      if (Source.files("one", textField, List.of(path)).files(storage).isEmpty()) {
        throw new RecipeException(
            option + ": Cannot find " + path + ": no file has such a name. Check the path.");
      }
    }
    this.files = source.files(storage);
  }

  int count() {
    return files.size();
  }

  /** How many rows gave no document. */
  long bad() {
    return bad;
  }

  void forEach(Taker taker) throws IOException {
    for (Map.Entry<InputFile, Format> file : files.entrySet()) {
      String name = file.getKey().name();
      Slice slice = Slice.whole(file.getKey(), file.getValue());
      try (RowReader rows = RowReader.open(Storage.plain(), source, slice, row -> true)) {
        for (Intake intake = rows.next(); intake != null; intake = rows.next()) {
          if (intake instanceof Intake.Good good) {
            taker.take(good.document(), name + ":" + (good.row() + 1));
          } else {
            complain(name, (Intake.Bad) intake);
          }
        }
      } catch (CorruptFileException e) {
        throw new RecipeException(
            option + ": Cannot read " + name + ": " + e.why() + ". Mend the file or leave it out.");
      }
    }
  }

  private void complain(String file, Intake.Bad row) {
    if (bad++ < NAMED) {
      complaints.println(
          option
              + ": "
              + file
              + ":"
              + (row.row() + 1)
              + ": left out, "
              + row.cause()
              + (bad == NAMED ? "; further ones are counted only" : ""));
    }
  }

  /**
   * A number among a document's other fields; dots go into nested objects.
   *
   * @throws RecipeException where there is none, with the document's place
   */
  static double number(Document document, String field, String place) throws IOException {
    JsonNode node = JSON.readTree(document.metadata());
    JsonNode direct = node.path(field);
    if (direct.isMissingNode()) {
      for (String step : field.split("\\.")) {
        node = node.path(step);
      }
      direct = node;
    }
    if (direct.isNull()) {
      return Double.NaN;
    }
    if (!direct.isNumber()) {
      throw new RecipeException(
          place
              + ": Cannot read the score: the document has no number '"
              + field
              + "'. Name its field with --score; fields here: "
              + fields(document)
              + ".");
    }
    return direct.asDouble();
  }

  private static String fields(Document document) throws IOException {
    List<String> names = new java.util.ArrayList<>();
    JSON.readTree(document.metadata()).fieldNames().forEachRemaining(names::add);
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
