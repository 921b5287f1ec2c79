package zydeco.pipeline.run;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.text.Hash128;

/** Reads what a build wrote again, sums its ledger and holds every other table to it. */
final class Reconciliation {
  private static final TableSchema ID = OutputTables.LEDGER.only("id");
  private static final TableSchema PLACE =
      OutputTables.LEDGER.only("id", "source", "file", "row", "origin_id");
  private static final TableSchema TEXT = OutputTables.TEXTS.only("text");

  private final JavaSparkContext context;
  private final Recipe recipe;
  private final BuildFolder folder;

  Reconciliation(JavaSparkContext context, Recipe recipe, BuildFolder folder) {
    this.context = context;
    this.recipe = recipe;
    this.folder = folder;
  }

  /**
   * What a file holds.
   *
   * @param rows of it, where it is no ledger
   * @param bytes of its texts
   * @param counts of a ledger; else empty
   */
  private record Held(String table, long rows, long bytes, Counts counts) implements Serializable {
    static Held of(BuildFolder folder, String file) throws IOException {
      Storage storage = folder.storage();
      String location = folder.path(file);
      String table = file.substring(0, file.indexOf('/'));
      Counts counts = new Counts();
      if (table.equals("ledger")) {
        counts.addLedger(storage, location);
        return new Held(table, 0, 0, counts);
      }
      if (!table.equals("documents")) {
        return new Held(table, TableReader.rows(storage, location), 0, counts);
      }
      long rows = 0;
      long bytes = 0;
      try (TableReader texts = TableReader.open(storage, location, TEXT)) {
        while (texts.next()) {
          rows++;
          bytes += texts.length(0);
        }
      }
      return new Held(table, rows, bytes, counts);
    }

    Held plus(Held other) {
      counts.add(other.counts);
      return new Held(table, rows + other.rows, bytes + other.bytes, counts);
    }
  }

  /** The ledger's sums; throws BuildException where a table says otherwise. */
  Counts counts() throws IOException {
    List<String> files = new ArrayList<>();
    List<String> ledger = new ArrayList<>();
    for (String file : folder.files()) {
      String table = file.substring(0, Math.max(0, file.indexOf('/')));
      if (List.of("ledger", "signals", "quarantine", "duplicates", "documents").contains(table)) {
        files.add(file);
      }
      if (table.equals("ledger")) {
        ledger.add(folder.path(file));
      }
    }
    BuildFolder folder = this.folder;
    Map<String, Held> tables = new HashMap<>();
    context
        .parallelize(files, RepeatedIds.tasks(context, files))
        .map(file -> Held.of(folder, file))
        .collect()
        .forEach(held -> tables.merge(held.table(), held, Held::plus));
    Counts counts = tables.get("ledger").counts();
    recipe.sources().forEach(source -> counts.source(source.name()));
    reconcile(counts, tables);
    String twice = RepeatedIds.oneOrNull(context, ledger, ids(folder.storage()));
    if (twice != null) {
      throw new BuildException(
          "The build does not reconcile: an id stands twice in the ledger: "
              + String.join("; ", places(ledger, twice))
              + ". Nothing was committed; where ids clash, say 'unique-id: false' for the source.");
    }
    return counts;
  }

  /** The first two places of an id. */
  private List<String> places(List<String> ledger, String id) throws IOException {
    List<String> places = new ArrayList<>();
    for (String location : ledger) {
      try (TableReader rows = TableReader.open(folder.storage(), location, PLACE)) {
        while (places.size() < 2 && rows.next()) {
          if (id.equals(rows.text(0))) {
            String called = rows.isNull(4) ? "" : " called '" + rows.text(4) + "'";
            String row = rows.isNull(3) ? "" : ", row " + rows.number(3);
            places.add(rows.text(1) + ": " + rows.text(2) + row + called);
          }
        }
      }
    }
    return places;
  }

  private static RepeatedIds.Ids ids(Storage storage) {
    return (location, to) -> {
      try (TableReader rows = TableReader.open(storage, location, ID)) {
        while (rows.next()) {
          to.add(Hash128.parse(rows.text(0)));
        }
      }
    };
  }

  private void reconcile(Counts counts, Map<String, Held> tables) {
    Counts.Amount kept = counts.total("kept");
    Counts.Amount dropped = counts.total("dropped");
    Counts.Amount quarantined = counts.total("quarantined");
    agree("rows of the signals", tables.get("signals").rows(), kept.plus(dropped).documents());
    agree("rows of the quarantine", tables.get("quarantine").rows(), quarantined.documents());
    agree("rows of the duplicates", tables.get("duplicates").rows(), counts.copies());
    if (recipe.documents() != null) {
      agree("documents written", tables.get("documents").rows(), kept.documents());
      agree("bytes of the documents written", tables.get("documents").bytes(), kept.bytesOut());
    }
  }

  private static void agree(String what, long found, long expected) {
    if (found != expected) {
      throw new BuildException(
          "The build does not reconcile: "
              + what
              + ": "
              + found
              + ", by the ledger "
              + expected
              + ". Nothing was committed.");
    }
  }
}
