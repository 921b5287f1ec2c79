package zydeco.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Unreadable input by source, file and cause; the most frequent first. */
final class Quarantine {
  private static final int SHOWN = 200;

  private Quarantine() {}

  /**
   * The report.
   *
   * @param rows of the table
   */
  static ObjectNode of(Dataset<Row> quarantine, long rows) {
    Dataset<Row> groups =
        quarantine
            .groupBy("source", "file", "cause")
            .agg(functions.count("*").as("rows"), functions.sum("bytes").as("bytes"));
    List<Row> first =
        groups
            .orderBy(
                functions.col("rows").desc(),
                functions.col("source"),
                functions.col("file"),
                functions.col("cause"))
            .limit(SHOWN)
            .collectAsList();
    ObjectNode found = Json.object().put("rows", rows);
    found.put("groups", first.size() < SHOWN ? first.size() : groups.count());
    ArrayNode entries = found.putArray("first");
    for (Row row : first) {
      entries
          .addObject()
          .put("source", row.getString(0))
          .put("file", row.getString(1))
          .put("cause", row.getString(2))
          .put("rows", row.getLong(3))
          .put("bytes", row.getLong(4));
    }
    return found;
  }
}
