package zydeco.pipeline.run;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.corpus.Format;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.Measures;

/**
 * Texts of documents that came to a finished build's comparing stages, read from the inputs again.
 */
public final class KeptTexts {
  private static final TableSchema PLACES = OutputTables.LEDGER.only("source", "file", "row");

  private KeptTexts() {}

  /** A source and its files by their names. */
  private record Input(Source source, Map<String, Slice> files) implements Serializable {}

  /**
   * Texts as a phase of a build saw them.
   *
   * @param recipe that made the build
   * @param number the phase's
   */
  public static CorpusTexts of(SparkSession spark, BuildFolder folder, Recipe recipe, int number)
      throws IOException {
    List<Phase> phases = Phase.of(recipe);
    Rewriting rewriting = Rewriting.of(phases, number);
    SentFiles.send(spark.sparkContext(), rewriting.stages().stream());
    Map<String, Input> inputs = new HashMap<>();
    for (Source source : recipe.sources()) {
      Map<String, Slice> files = new HashMap<>();
      for (Map.Entry<InputFile, Format> file : source.files(folder.storage()).entrySet()) {
        files.put(file.getKey().name(), Slice.whole(file.getKey(), file.getValue()));
      }
      inputs.put(source.name(), new Input(source, files));
    }
    String measures = folder.path("measures/" + phases.get(number).name());
    int parts = TableReader.tables(folder.storage(), measures).size();
    return new CandidateTexts(
        parts,
        new Rows(
            folder.storage(),
            folder.path("ledger"),
            measures,
            JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(inputs),
            rewriting));
  }

  /**
   * What tells of a row where it stands and what its text was.
   *
   * @param ledger the folder of the ledger, which says where each document stands
   * @param measures the folder of what the phase measured, which has the hashes of its texts
   */
  private record Rows(
      Storage storage,
      String ledger,
      String measures,
      Broadcast<Map<String, Input>> inputs,
      Rewriting rewriting)
      implements CandidateTexts.Opener {

    @Override
    public CandidateTexts.Reader open(int split, IntPredicate wanted) throws IOException {
      String part = "/" + TableParts.name(split);
      Map<String, BitSet> rows = new LinkedHashMap<>();
      Input input = null;
      try (TableReader places = TableReader.open(storage, ledger + part, PLACES)) {
        for (int ordinal = 0; places.next(); ordinal++) {
          if (wanted.test(ordinal)) {
            input = inputs.value().get(places.text(0));
            rows.computeIfAbsent(places.text(1), file -> new BitSet()).set((int) places.number(2));
          }
        }
      }
      List<Slice> slices = new ArrayList<>();
      for (String file : rows.keySet()) {
        Slice slice = input.files().get(file);
        if (slice == null) {
          throw new BuildException(
              "Cannot compare texts again: "
                  + file
                  + " is gone. Put it there again, or build anew.");
        }
        slices.add(slice);
      }
      return new InOrder(
          TableReader.open(storage, ledger + part, PLACES),
          TableReader.open(storage, measures + part, contents(rewriting.notes())),
          new RowTexts(storage, input.source(), slices, rows, rewriting),
          rewriting);
    }

    /** The hashes of the texts, then what was noted of them. */
    private static TableSchema contents(List<Column> notes) {
      Stream<String> noted = notes.stream().map(column -> StateTable.measure(column.name()));
      return new StateTable(new Columns(notes))
          .schema()
          .only(Stream.concat(Stream.of("content"), noted).toArray(String[]::new));
    }
  }

  /** The texts of a split. */
  private static final class InOrder implements CandidateTexts.Reader {
    private final TableReader places;
    private final TableReader contents;
    private final RowTexts texts;
    private final int[] notes;
    private final Measures known;
    private int next;

    InOrder(TableReader places, TableReader contents, RowTexts texts, Rewriting rewriting) {
      this.places = places;
      this.contents = contents;
      this.texts = texts;
      Columns columns = rewriting.columns();
      this.notes = rewriting.notes().stream().mapToInt(c -> columns.slot(c.name())).toArray();
      this.known = new Measures(columns);
    }

    @Override
    public byte[] text(int ordinal) throws IOException {
      for (; next <= ordinal; next++) {
        if (!places.next() || !contents.next()) {
          throw new IllegalStateException("no row " + ordinal);
        }
      }
      for (int i = 0; i < notes.length; i++) {
        known.label(notes[i], contents.text(i + 1));
      }
      return texts.next(places.text(1), places.number(2), contents.bytes(0), known).text();
    }

    @Override
    public void close() throws IOException {
      places.close();
      contents.close();
      texts.close();
    }
  }
}
