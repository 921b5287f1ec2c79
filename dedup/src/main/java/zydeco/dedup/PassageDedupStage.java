package zydeco.dedup;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import zydeco.dedup.passage.Cuts;
import zydeco.dedup.passage.PassageNotes;
import zydeco.dedup.passage.Passages;
import zydeco.dedup.survivors.Guard;
import zydeco.dedup.survivors.Keeping;
import zydeco.dedup.text.LooseText;
import zydeco.dedup.text.Normalization;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Publication;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;
import zydeco.pipeline.text.TextUnits;

/**
 * Cuts out of documents what others, or they themselves, have said before: paragraphs or sentences,
 * or runs of them. One occurrence stays, that in the document which comes first; a document of
 * which nothing is left goes.
 *
 * @param number 1 for the first of its kind in a recipe
 * @param passages what is compared
 * @param keeping which occurrences stay
 * @param sources the recipe's, best first
 */
public record PassageDedupStage(
    int number, Passages passages, Keeping keeping, List<String> sources) implements CorpusStage {
  private static final String NAME = "passage-dedup";
  private static final Pattern CUTS = Pattern.compile(NAME + "(-\\d+)?-cuts");

  /**
   * The stage of a recipe. Keys: {@code unit: paragraph | sentence} ({@link TextUnits}), {@code
   * units} (in a run), {@code normalize}, {@code min-characters}, and those of {@link Keeping} but
   * {@code guard}: no document is a copy here. Throws RecipeException.
   *
   * @param number 1 for the first of its kind in a recipe
   * @param measures numbers that earlier stages write
   * @param sources the recipe's, best first
   */
  public static PassageDedupStage of(
      Settings settings, int number, Set<String> measures, List<String> sources) {
    Passages passages =
        new Passages(
            TextUnits.named(settings.choice("unit", "paragraph", "sentence")),
            (int) settings.integer("units", 1, 1000),
            Normalization.of(settings.choice("normalize", Normalization.keys())),
            (int) settings.integer("min-characters", 1, 1_000_000));
    Keeping keeping = Keeping.of(settings, Guard.NONE, measures, sources);
    if (keeping.guard().watches()) {
      throw settings.error(
          "guard",
          "Cannot guard a source: passage-dedup cuts passages and takes no document for a copy.",
          "Leave guard out.");
    }
    settings.finish();
    return new PassageDedupStage(number, passages, keeping, List.copyOf(sources));
  }

  @Override
  public String name() {
    return NAME;
  }

  /** What its columns, and the file that it leaves, begin with. */
  String label() {
    return number == 1 ? NAME : NAME + "-" + number;
  }

  String packed() {
    return label() + "-passages";
  }

  /** The column that has what was cut out of each document, as {@link Cuts} says it. */
  public String cuts() {
    return label() + "-cuts";
  }

  /** Whether a column is {@link #cuts} of some stage: no label, though it holds words. */
  public static boolean isCuts(String column) {
    return CUTS.matcher(column).matches();
  }

  /** What the settings mean, in a line. */
  @Override
  public String plan() {
    return passages + "; " + keeping + "; cut out, and a document goes of which nothing is left";
  }

  @Override
  public DocumentStage measure() {
    return new Measure(this);
  }

  @Override
  public DocumentStage rewrite() {
    return new Cut(this);
  }

  private record Measure(PassageDedupStage stage) implements DocumentStage {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public List<Column> writes() {
      List<Column> columns = new ArrayList<>(stage.keeping.columns(stage.label()));
      columns.add(Column.bytes(stage.packed()));
      return columns;
    }

    @Override
    public List<String> reads() {
      return stage.keeping.reads();
    }

    @Override
    public Judge open(Columns columns) {
      int packed = columns.slot(stage.packed());
      return (document, measures) -> {
        measures.bytes(packed, stage.passages.of(document.text()));
        stage.keeping.measure(stage.label(), columns, document, measures);
        return new Verdict.Keep(document);
      };
    }
  }

  private record Cut(PassageDedupStage stage) implements DocumentStage {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public List<Column> writes() {
      return List.of(Column.label(stage.cuts()), Column.number(removedBytes().get(0)));
    }

    @Override
    public List<String> notes() {
      return List.of(stage.cuts());
    }

    @Override
    public List<String> removedBytes() {
      return List.of(stage.label() + "-removed-bytes");
    }

    @Override
    public boolean rewrites() {
      return true;
    }

    @Override
    public Judge open(Columns columns) {
      int cuts = columns.slot(stage.cuts());
      int removed = columns.slot(removedBytes().get(0));
      Reason empty = new Reason(NAME, Reason.numbered("empty", stage.number), 0, ">= 1");
      return (document, measures) -> {
        String note = measures.label(cuts);
        byte[] text = document.text();
        byte[] left = note == null ? text : Cuts.apply(text, Cuts.of(note));
        measures.number(removed, text.length - left.length);
        if (note == null) {
          return new Verdict.Keep(document);
        }
        return LooseText.of(left).length == 0
            ? new Verdict.Drop(empty)
            : new Verdict.Keep(document.withText(left));
      };
    }
  }

  @Override
  public Dataset<Row> remove(Dataset<Row> documents, CorpusTexts texts) {
    return new PassageNotes(keeping, keeping.orderBy().size()).of(compared(documents));
  }

  /** What {@link PassageNotes} reads of documents. */
  Dataset<Row> compared(Dataset<Row> documents) {
    List<org.apache.spark.sql.Column> read = new ArrayList<>();
    for (String name : List.of("doc", "rank", "source", "id", packed())) {
      read.add(col(name));
    }
    keeping.columns(label()).forEach(column -> read.add(col(column.name())));
    return documents
        .where(col(packed()).isNotNull())
        .select(read.toArray(org.apache.spark.sql.Column[]::new));
  }

  /** Leaves how much was cut, and the passages that were cut most often. */
  @Override
  public void publish(
      Dataset<Row> documents, Dataset<Row> removed, CorpusTexts texts, Publication to)
      throws IOException {
    byte[] counted = CutPassages.of(this, removed, texts);
    to.write("measured/" + label() + ".json", counted);
  }
}
