package zydeco.dedup.earlier;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.stage.CorpusTexts;

/**
 * The earlier builds whose documents a stage compares its own with.
 *
 * @param indexes what they published for this stage
 * @param both whether their documents are ranked with this build's, so that they may be removed,
 *     too; else they come before all of this build's and stay as they are
 * @param ranking names of sources of either side, the best first, where both are ranked
 */
public record EarlierBuilds(List<PublishedIndex> indexes, boolean both, List<String> ranking)
    implements Serializable {
  /*
   * Rows of the indexes join those of the build, with addresses below zero: -1 - (build << 52 |
   * address in the index). What the stage decides then is what it would decide of all documents at
   * once, except that, where only one side is ranked, documents of the other have been decided. Of
   * clusters without a document of this build nothing can have changed, so they are left out once
   * they are known.
   */
  static final EarlierBuilds NONE = new EarlierBuilds(List.of(), false, List.of());

  private static final int BUILD_SHIFT = 52;
  private static final int SOURCES_A_BUILD = 1 << 16;

  public EarlierBuilds {
    indexes = List.copyOf(indexes);
    ranking = List.copyOf(ranking);
  }

  boolean any() {
    return !indexes.isEmpty();
  }

  /** The place, from 1 on, of the earlier build that an address is of; 0: it is of this one. */
  public static int placeOf(long doc) {
    return doc >= 0 ? 0 : (int) ((-1 - doc) >>> BUILD_SHIFT) + 1;
  }

  /** Ascending by build where documents agree in all else: earlier builds in order, then this. */
  public static Column age() {
    return when(col("doc").geq(0), lit(Long.MAX_VALUE)).otherwise(lit(-1).minus(col("doc")));
  }

  /** The address of some document of an earlier build whose place, from 1 on, is given. */
  static Column someOf(Column place) {
    return lit(-1L).minus(shiftleft(place.cast("long").minus(1), BUILD_SHIFT));
  }

  /** Whether an address is of the earlier build at a place, from 0 on. */
  static Column isOf(int place, Column doc) {
    return doc.lt(0).and(shiftrightunsigned(lit(-1L).minus(doc), BUILD_SHIFT).equalTo(place));
  }

  /**
   * This build's documents and, with {@link Side}, those of the others, as they stand when this
   * stage begins.
   *
   * @param texts knows what the stages before it changed
   */
  public Dataset<Row> with(Dataset<Row> documents, Compared compared, CorpusTexts texts) {
    List<Column> columns = new ArrayList<>(List.of(col("doc"), ownRank().as("rank")));
    columns.addAll(List.of(col("source"), col("id"), col("content")));
    List<String> names = named(compared);
    names.forEach(name -> columns.add(col(name)));
    columns.add(lit(Side.OWN.ordinal()).as(Side.COLUMN));
    Dataset<Row> all = documents.select(columns.toArray(Column[]::new));
    for (int build = 0; build < indexes.size(); build++) {
      if (indexes.get(build).documents() > 0) {
        Dataset<Row> rows = standing(documents.sparkSession(), build, texts);
        all = all.union(rows(rows, build, compared));
      }
    }
    return all;
  }

  /** The columns of order and comparison, as this build names them; not {@code content}. */
  private static List<String> named(Compared compared) {
    List<String> names = new ArrayList<>();
    for (int term = 0; term < compared.orderBy().size(); term++) {
      names.add(compared.order(term));
    }
    compared.columns().stream()
        .filter(column -> !column.equals("content"))
        .forEach(column -> names.add(compared.own(column)));
    return names;
  }

  /**
   * The rows of an index without those that are gone by now, and with {@code kept} as it is now.
   */
  private Dataset<Row> standing(SparkSession spark, int build, CorpusTexts texts) {
    Since since = new Since(spark, this);
    Dataset<Row> rows = indexes.get(build).rows(spark);
    Dataset<Row> gone = since.gone(build, texts);
    if (gone != null) {
      rows = rows.join(gone, new String[] {"id"}, "left_anti");
    }
    Dataset<Row> fates = since.fates(build, null);
    return fates == null
        ? rows
        : rows.join(fates, new String[] {"id"}, "left")
            .withColumn("kept", coalesce(col("stays").cast("int"), col("kept")));
  }

  private Dataset<Row> rows(Dataset<Row> rows, int build, Compared compared) {
    PublishedIndex index = indexes.get(build);
    List<Column> columns = new ArrayList<>(List.of(address(build).as("doc")));
    columns.add((both ? ranked() : col("rank").plus(build * SOURCES_A_BUILD)).as("rank"));
    columns.addAll(List.of(col("source"), col("id"), col("content")));
    boolean ordered = index.compared().orderBy().equals(compared.orderBy());
    for (int term = 0; term < compared.orderBy().size(); term++) {
      columns.add(ordered ? col("order-" + term) : lit(0.0));
    }
    compared.columns().stream()
        .filter(column -> !column.equals("content"))
        .forEach(column -> columns.add(col(column)));
    Side kept = both ? Side.WAS_KEPT : Side.STAYS;
    Side gone = both ? Side.WAS_GONE : Side.GONE;
    columns.add(when(col("kept").equalTo(1), kept.ordinal()).otherwise(gone.ordinal()));
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Column address(int build) {
    return lit(-1L - ((long) build << BUILD_SHIFT)).minus(col("doc"));
  }

  private Column ownRank() {
    return both ? ranked() : col("rank").plus(indexes.size() * SOURCES_A_BUILD);
  }

  private Column ranked() {
    Column[] names = ranking.stream().map(name -> lit(name)).toArray(Column[]::new);
    return array_position(array(names), col("source")).cast("int").minus(1);
  }

  /**
   * The members of clusters in which a document of this build is; of all where a stage before this
   * one has taken a document of an earlier build away, which may have been another's survivor.
   */
  public Dataset<Row> touched(Dataset<Row> members, CorpusTexts texts) {
    if (!any() || both && takesAway(members.sparkSession(), texts)) {
      return members;
    }
    Dataset<Row> clusters = members.where("doc >= 0").select("cluster").distinct();
    return members.join(clusters, new String[] {"cluster"}, "left_semi");
  }

  private boolean takesAway(SparkSession spark, CorpusTexts texts) {
    Since since = new Since(spark, this);
    return IntStream.range(0, indexes.size()).anyMatch(build -> since.gone(build, texts) != null);
  }

  /** Rows of either side with their text; those of an index that holds no texts are left out. */
  public Dataset<Row> withTexts(Dataset<Row> rows, CorpusTexts texts) {
    Dataset<Row> earlier = texts(rows.sparkSession());
    if (earlier == null) {
      return texts.of(rows.where("doc >= 0"));
    }
    return texts
        .of(rows.where("doc >= 0"))
        .unionByName(rows.where("doc < 0").join(earlier, new String[] {"doc"}));
  }

  /** Whether every earlier document's text can be read. */
  public boolean areReadable() {
    return indexes.stream().allMatch(PublishedIndex::texts);
  }

  /** Whether the text of the document of that address can be read. */
  public Column isReadable(Column doc) {
    Column build = shiftrightunsigned(lit(-1L).minus(doc), BUILD_SHIFT);
    Column readable = doc.geq(0);
    for (int i = 0; i < indexes.size(); i++) {
      readable = indexes.get(i).texts() ? readable.or(doc.lt(0).and(build.equalTo(i))) : readable;
    }
    return readable;
  }

  private Dataset<Row> texts(SparkSession spark) {
    Dataset<Row> all = null;
    for (int build = 0; build < indexes.size(); build++) {
      if (indexes.get(build).documents() > 0 && indexes.get(build).texts()) {
        Dataset<Row> own =
            indexes.get(build).rows(spark).select(address(build).as("doc"), col("text"));
        all = all == null ? own : all.union(own);
      }
    }
    return all;
  }

  /** A line a build; empty without any. */
  String plan() {
    StringBuilder lines = new StringBuilder();
    for (PublishedIndex index : indexes) {
      lines.append(
          String.format(
              Locale.ROOT,
              "against %s: %,d documents, of which it kept %,d; %s%n",
              index.folder(),
              index.documents(),
              index.kept(),
              both ? "ranked with this build's" : "they come first and stay"));
    }
    return lines.toString();
  }
}
