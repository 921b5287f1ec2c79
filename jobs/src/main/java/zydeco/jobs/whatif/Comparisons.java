package zydeco.jobs.whatif;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unhex;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag$;
import zydeco.dedup.earlier.AcrossBuilds;
import zydeco.dedup.earlier.EarlierChanges;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.run.KeptMeasures;
import zydeco.pipeline.run.KeptTexts;
import zydeco.pipeline.stage.CorpusTexts;

/** Lets the stages that compare documents decide again, on what the build kept of their columns. */
final class Comparisons {
  private static final String ALL =
      "; with 'output.measures: all' a build measures them too, and the answer is exact";

  private final BuildFolder folder;
  private final Course course;
  private final Supplier<Recipe> recipe;
  private final Supplier<SparkSession> spark;
  private final boolean all;
  private final List<String> notes;

  /**
   * Comparisons in one build.
   *
   * @param course of the build
   * @param recipe that made it, opened only where texts must be read again
   * @param all whether it measured what checks had dropped, too
   * @param notes takes in what makes the answer less than exact
   */
  Comparisons(
      BuildFolder folder,
      Course course,
      Supplier<Recipe> recipe,
      Supplier<SparkSession> spark,
      boolean all,
      List<String> notes) {
    this.folder = folder;
    this.course = course;
    this.recipe = recipe;
    this.spark = spark;
    this.all = all;
    this.notes = notes;
  }

  /**
   * Who came to a step.
   *
   * @param then those that came to it in the build
   * @param removed those of them that it removed
   * @param now those that come to it now
   */
  record Comers(Places then, Places removed, Places now) {}

  /**
   * Whom a step removes now.
   *
   * @param place of the step among all
   * @param same whether it is as it was in the build
   */
  Decided decide(int place, Step step, boolean same, Comers comers) throws IOException {
    if (same && comers.now.equals(comers.then)) {
      return new Decided(comers.removed, Places.none(), Map.of());
    }
    String location = folder.path("measures/measure-" + step.phase());
    if (step.decision().rewrite() != null) {
      return asItWas(step, comers, "what it would cut out of each, only a rebuild can tell");
    }
    return folder.storage().exists(location)
        ? again(place, step, comers, location)
        : asItWas(
            step, comers, "the build kept nothing of what it compared ('output.measures: none')");
  }

  private Decided asItWas(Step step, Comers comers, String why) {
    notes.add(step.name() + " is taken as it was, though other documents come to it: " + why);
    return new Decided(comers.removed.and(comers.now), comers.now.without(comers.then), Map.of());
  }

  private Decided again(int place, Step step, Comers comers, String location) throws IOException {
    Dataset<Row> kept = KeptMeasures.read(spark.get(), location);
    Dataset<Row> documents = withScores(documents(kept, comers.now), step).cache();
    Places known = Places.none();
    documents.select("doc").toLocalIterator().forEachRemaining(row -> known.add(row.getLong(0)));
    Places unknown = comers.now.without(known);
    if (unknown.count() > 0) {
      notes.add(
          unknown.count()
              + " documents come to "
              + step.name()
              + " that it was never shown: which of them it would remove, and which others in their"
              + " stead, only a rebuild can tell"
              + (step.phase() == 0 && !all ? ALL : ""));
    }
    Places removed = Places.none();
    Map<Long, String[]> newly = new HashMap<>();
    Iterator<Row> rows =
        step.decision()
            .remove(documents, known(place, step))
            .where("doc >= 0")
            .select("doc", "rule", "bound")
            .toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      removed.add(row.getLong(0));
      if (!comers.removed.has(row.getLong(0))) {
        newly.put(row.getLong(0), new String[] {row.getString(1), row.getString(2)});
      }
    }
    documents.unpersist();
    return new Decided(removed, unknown, newly);
  }

  /**
   * The texts of the build's inputs, where a decision asks for them, as an exact verification does;
   * and what the stages before one answered of earlier builds, as it was.
   */
  private record Known(Comparisons build, int phase, List<CorpusTexts.Answer> before)
      implements CorpusTexts {
    @Override
    public Dataset<Row> of(Dataset<Row> rows) {
      try {
        return KeptTexts.of(build.spark.get(), build.folder, build.recipe.get(), phase).of(rows);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private CorpusTexts known(int place, Step step) throws IOException {
    List<CorpusTexts.Answer> before = new ArrayList<>();
    for (Step earlier : course.steps().subList(0, place)) {
      if (earlier.decision() instanceof AcrossBuilds stage) {
        String table = folder.path(EarlierChanges.FOLDER + "/" + stage.compared().label());
        if (folder.storage().exists(table)) {
          before.add(new CorpusTexts.Answer(stage, EarlierChanges.answered(spark.get(), table)));
        }
      }
    }
    return new Known(this, step.phase(), before);
  }

  private Dataset<Row> documents(Dataset<Row> kept, Places now) {
    Broadcast<Places> chosen =
        kept.sparkSession().sparkContext().broadcast(now, ClassTag$.MODULE$.apply(Places.class));
    Column[] names = course.sources().stream().map(name -> lit(name)).toArray(Column[]::new);
    return kept.filter((FilterFunction<Row>) row -> chosen.value().has(row.<Long>getAs("doc")))
        .withColumn("source", element_at(array(names), col("rank").plus(1)));
  }

  /** Columns that earlier stages wrote are not kept again: they stand in the signals. */
  private Dataset<Row> withScores(Dataset<Row> documents, Step step) {
    List<String> scores = new ArrayList<>(step.decision().measure().reads());
    scores.removeAll(List.of(documents.columns()));
    if (scores.isEmpty()) {
      return documents;
    }
    List<Column> columns = new ArrayList<>(List.of(unhex(col("id")).as("id")));
    scores.forEach(score -> columns.add(col("`" + score + "`")));
    Dataset<Row> signals =
        documents.sparkSession().read().parquet(BuildFolder.sparkReads(folder.path("signals")));
    return documents.join(
        signals.select(columns.toArray(Column[]::new)), new String[] {"id"}, "left");
  }
}
