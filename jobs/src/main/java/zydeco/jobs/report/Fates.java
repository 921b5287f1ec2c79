package zydeco.jobs.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The ledger summed up: one group for each source, fate, stage, rule and bound, in their order. */
record Fates(List<Group> groups) {

  /**
   * Documents of one fate.
   *
   * @param stage null where kept
   * @param rule null where kept
   * @param bound null where kept or where the rule has none
   * @param bytes UTF-8 bytes as read
   * @param bytesOut UTF-8 bytes as written
   * @param tokens of those that were tokenised
   * @param copies those that name a survivor
   */
  record Group(
      String source,
      String fate,
      String stage,
      String rule,
      String bound,
      long documents,
      long bytes,
      long bytesOut,
      long tokens,
      long copies) {

    boolean is(String wanted) {
      return fate.equals(wanted);
    }
  }

  static Fates of(Dataset<Row> ledger) {
    List<Row> rows =
        ledger
            .groupBy("source", "fate", "stage", "rule", "bound")
            .agg(
                functions.count("*").as("documents"),
                functions.sum("bytes").as("bytes"),
                functions.sum("bytes_out").as("bytes_out"),
                functions.coalesce(functions.sum("tokens"), functions.lit(0L)).as("tokens"),
                functions.count("survivor").as("copies"))
            .orderBy("source", "fate", "stage", "rule", "bound")
            .collectAsList();
    return new Fates(rows.stream().map(Fates::group).toList());
  }

  /** Documents of that fate. */
  long documents(String fate) {
    return groups.stream().filter(group -> group.is(fate)).mapToLong(Group::documents).sum();
  }

  /** By source, the sum over the chosen groups. */
  Map<String, Long> bySource(Predicate<Group> which, ToLongFunction<Group> value) {
    Map<String, Long> sums = new TreeMap<>();
    groups.stream()
        .filter(which)
        .forEach(group -> sums.merge(group.source(), value.applyAsLong(group), Long::sum));
    return sums;
  }

  private static Group group(Row row) {
    return new Group(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9));
  }
}
