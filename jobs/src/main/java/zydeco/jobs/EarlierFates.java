package zydeco.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import zydeco.dedup.earlier.EarlierChanges;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.run.BuildFolder;

/** What a build that ranks both sides made of the documents of earlier builds. */
record EarlierFates(BuildFolder folder) {
  private static final String TABLES = EarlierChanges.FOLDER + "/";

  /** One object a stage that changed the document's fate. */
  void tell(String id, ArrayNode to) throws IOException {
    for (String file : folder.files()) {
      if (file.startsWith(TABLES)) {
        tell(id, file, to);
      }
    }
  }

  private void tell(String id, String file, ArrayNode to) throws IOException {
    String stage = file.substring(TABLES.length(), file.indexOf('/', TABLES.length()));
    try (TableReader rows =
        TableReader.open(folder.storage(), folder.path(file), EarlierChanges.SCHEMA)) {
      while (rows.next()) {
        if (id.equals(rows.text(1))) {
          ObjectNode change = to.addObject();
          change.put("stage", stage).put("fate", rows.text(3)).put("source", rows.text(2));
          change.put("place", rows.number(0));
          if (rows.text(4) != null) {
            change.put("survivor_id", rows.text(4));
          }
          real(rows, 5, "similarity", change);
          real(rows, 6, "jaccard", change);
          change.put("survivor_build", rows.isNull(7) ? 0 : rows.number(7));
        }
      }
    }
  }

  private static void real(TableReader rows, int column, String name, ObjectNode to)
      throws IOException {
    if (!rows.isNull(column)) {
      to.put(name, rows.real(column));
    }
  }

  /** A line for people. */
  static String line(ObjectNode change) {
    String alike =
        change.has("jaccard")
            ? String.format(Locale.ROOT, ", Jaccard similarity %.3f", number(change, "jaccard"))
            : change.has("similarity")
                ? String.format(Locale.ROOT, ", similarity %.3f", number(change, "similarity"))
                : "";
    String by = " now by " + change.path("stage").asText() + " of this build";
    return change.path("fate").asText() + by + alike;
  }

  /** Whose fate that is, where another document than the one told of has the same id. */
  static String whose(ObjectNode change) {
    return "the document of this id in "
        + (change.has("build")
            ? change.path("build").asText()
            : "the earlier build " + change.path("place").asLong())
        + ": ";
  }

  private static double number(ObjectNode change, String name) {
    return change.path(name).asDouble();
  }
}
