package zydeco.pipeline.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.ShardOutput;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;

/**
 * Writes what a split gives to the build: its part of the ledger, the signals, the duplicates, the
 * quarantine, the documents and the tokens. The ledger's part is committed last: where it stands,
 * all of them do.
 */
final class OutputSink implements Sink {
  private final Columns columns;
  private final List<Integer> signals = new ArrayList<>();
  private final int[] removed;
  private final List<Integer> scores = new ArrayList<>();
  private final Split split;
  private final boolean first;
  private final List<Closeable> open = new ArrayList<>();
  private final Part ledger;
  private final Part signal;
  private final Part duplicates;
  private final Part quarantine;
  private final Part documents;
  private final ShardOutput.Sink tokens;

  /** The id of the row that is being written, as tables have it. */
  private byte[] id;

  OutputSink(
      Storage storage, BuildFolder build, Recipe recipe, Phase phase, Split split, boolean first)
      throws IOException {
    this.columns = phase.columns();
    this.split = split;
    this.first = first;
    for (int slot = 0; slot < columns.list().size(); slot++) {
      Column column = columns.list().get(slot);
      if (column.type() != Column.Type.BYTES) {
        signals.add(slot);
        if (recipe.scores().contains(column.name())) {
          scores.add(slot);
        }
      }
    }
    this.removed = recipe.removedBytes().stream().mapToInt(columns::slot).toArray();
    String part = TableParts.name(split.index());
    ledger = part(storage, build.path("ledger/" + part), OutputTables.LEDGER);
    signal = part(storage, build.path("signals/" + part), OutputTables.signals(columns, signals));
    duplicates = part(storage, build.path("duplicates/" + part), OutputTables.DUPLICATES);
    quarantine = part(storage, build.path("quarantine/" + part), OutputTables.QUARANTINE);
    documents =
        recipe.documents() == null
            ? null
            : part(
                TableWriter.create(
                    storage,
                    build.path("documents/source=" + split.source().name() + "/" + part),
                    OutputTables.documents(columns, scores),
                    recipe.documents()));
    tokens =
        recipe.shards() == null ? null : recipe.shards().open(build.tokens(split.index()), columns);
    if (tokens != null) {
      open.add(tokens);
    }
  }

  private Part part(Storage storage, String location, TableSchema schema) throws IOException {
    return part(TableWriter.create(storage, location, schema));
  }

  private Part part(TableWriter rows) {
    open.add(rows);
    return new Part(rows);
  }

  @Override
  public void write(Entry entry) throws IOException {
    id = entry.idText().getBytes(StandardCharsets.US_ASCII);
    if (entry.quarantined()) {
      quarantine(entry);
    } else {
      signals(entry);
    }
    if (entry.duplicate != null) {
      duplicate(entry);
    }
    if (entry.alive()) {
      keep(entry);
    }
    ledger(entry);
  }

  private void keep(Entry entry) throws IOException {
    Document document = entry.document;
    reconcile(entry, document);
    if (tokens != null) {
      entry.tokens =
          tokens.append(
              entry.id, entry.content, split.source().rank(), entry.measures, document.text());
    }
    if (documents != null) {
      TableWriter to = documents.begin();
      to.set(0, id);
      to.set(1, document.text());
      to.set(2, document.url());
      to.set(3, document.date());
      to.set(4, document.metadata());
      to.set(5, document.originId());
      measures(to, 6, scores, entry.measures);
      to.append();
    }
  }

  /** What went in is what comes out and what rewriting stages say that they removed. */
  private void reconcile(Entry entry, Document document) {
    long bytes = document.text().length;
    for (int slot : removed) {
      bytes += (long) entry.measures.number(slot);
    }
    if (bytes != entry.bytes) {
      throw new BuildException(
          "The build does not reconcile: of "
              + entry.idText()
              + " "
              + entry.bytes
              + " bytes were read, but "
              + bytes
              + " written or removed. Nothing was committed; this is a fault in a rewriting"
              + " stage.");
    }
  }

  private void ledger(Entry entry) throws IOException {
    TableWriter to = ledger.begin();
    to.set(0, id);
    to.set(1, split.source().name());
    to.set(2, entry.file);
    if (entry.row >= 0) {
      to.set(3, entry.row);
    }
    to.set(4, entry.originId);
    to.set(5, entry.quarantined() ? "quarantined" : entry.dropped() ? "dropped" : "kept");
    if (entry.quarantined()) {
      to.set(6, "ingest");
      to.set(7, "unreadable");
    } else if (entry.reason != null) {
      to.set(6, entry.reason.stage());
      to.set(7, entry.reason.rule());
      StateTable.setDefined(to, 8, entry.reason.value());
      to.set(9, entry.reason.bound());
    } else if (entry.duplicate != null) {
      Entry.Duplicate copy = entry.duplicate;
      to.set(6, copy.stage());
      to.set(7, copy.rule());
      StateTable.setDefined(to, 8, copy.similarity());
      to.set(9, copy.bound());
      to.set(10, Entry.hex(copy.survivor()));
      StateTable.setDefined(to, 11, copy.similarity());
      if (copy.survivorBuild() > 0) {
        to.set(15, copy.survivorBuild());
      }
    }
    to.set(12, entry.bytes);
    to.set(13, entry.alive() ? entry.document.text().length : 0);
    if (entry.tokens >= 0) {
      to.set(14, entry.tokens);
    }
    to.append();
  }

  private void signals(Entry entry) throws IOException {
    TableWriter to = signal.begin();
    to.set(0, id);
    to.set(1, split.source().name());
    measures(to, 2, signals, entry.measures);
    to.append();
  }

  private void measures(TableWriter to, int field, List<Integer> slots, Measures measures)
      throws IOException {
    for (int slot : slots) {
      if (columns.list().get(slot).type() == Column.Type.NUMBER) {
        StateTable.setDefined(to, field, measures.number(slot));
      } else {
        to.set(field, measures.label(slot));
      }
      field++;
    }
  }

  private void duplicate(Entry entry) throws IOException {
    Entry.Duplicate copy = entry.duplicate;
    TableWriter to = duplicates.begin();
    to.set(0, id);
    to.set(1, Entry.hex(copy.survivor()));
    to.set(2, Entry.hex(copy.cluster()));
    to.set(3, copy.stage());
    StateTable.setDefined(to, 4, copy.similarity());
    StateTable.setDefined(to, 5, copy.jaccard());
    if (copy.survivorBuild() > 0) {
      to.set(6, copy.survivorBuild());
    }
    to.append();
  }

  private void quarantine(Entry entry) throws IOException {
    TableWriter to = quarantine.begin();
    to.set(0, split.source().name());
    to.set(1, entry.file);
    if (entry.row >= 0) {
      to.set(2, entry.row);
    }
    if (entry.offset >= 0) {
      to.set(3, entry.offset);
    }
    to.set(4, entry.cause);
    to.set(5, entry.bytes);
    to.append();
  }

  @Override
  public void commit() throws IOException {
    if (tokens != null) {
      tokens.commit();
    }
    for (Part part : new Part[] {documents, quarantine, duplicates, signal, ledger}) {
      if (part != null && (first || part.used || part == ledger)) {
        part.rows.commit();
      }
    }
  }

  @Override
  public void close() throws IOException {
    closeAll(open);
  }

  /** Closes each, also where others cannot be closed: on a full disk each has a file to remove. */
  static void closeAll(List<? extends Closeable> open) throws IOException {
    if (!open.isEmpty()) {
      try (Closeable last = open.get(open.size() - 1)) {
        closeAll(open.subList(0, open.size() - 1));
      }
    }
  }

  /** A table that appears only where it has rows, or where it must show its columns. */
  private static final class Part {
    private final TableWriter rows;
    private boolean used;

    private Part(TableWriter rows) {
      this.rows = rows;
    }

    private TableWriter begin() {
      used = true;
      return rows;
    }
  }
}
