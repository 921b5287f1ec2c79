package zydeco.tokenize.shards;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import zydeco.tokenize.formats.Piece;
import zydeco.tokenize.formats.ShardWriter;
import zydeco.tokenize.packing.Layout;

/**
 * Gathers the documents of one shard in any order and writes them in theirs. Memory: some 80 bytes
 * a document and two ints a piece; the ids wait in a temporary file.
 */
final class ShardBuilder {
  private final ShardSettings settings;
  private final List<String> sources;
  private final ShardName name;
  private final Scratch scratch;
  private final int parts;
  private final List<Gathered> gathered = new ArrayList<>();

  /** A document and where its ids are. */
  private record Gathered(Placed placed, long at, int tokens) implements Comparable<Gathered> {
    @Override
    public int compareTo(Gathered other) {
      return placed.compareTo(other.placed);
    }
  }

  ShardBuilder(ShardPlan plan, ShardName name, Scratch scratch) {
    settings = plan.settings();
    sources = plan.sources();
    parts = name.isTraining() ? plan.parts() : 1;
    this.name = name;
    this.scratch = scratch;
  }

  /** Takes a document as {@link Placed#record} wrote it, with its end-of-text. */
  void add(byte[] record) throws IOException {
    ByteBuffer ids = ByteBuffer.wrap(record);
    Placed placed = Placed.read(ids);
    int tokens = ids.remaining() / settings.type().width();
    gathered.add(new Gathered(placed, scratch.append(ids), tokens));
  }

  boolean isEmpty() {
    return gathered.isEmpty();
  }

  /** Opens the writers of a shard, when its layout is known. */
  interface Opening {
    ShardWriter open(Layout layout) throws IOException;
  }

  ShardFile write(Opening opening) throws IOException {
    scratch.flush();
    Gathered[] documents = gathered.toArray(new Gathered[0]);
    Arrays.sort(documents);
    int[] lengths = Arrays.stream(documents).mapToInt(Gathered::tokens).toArray();
    Layout layout =
        settings
            .packing()
            .pack(lengths, settings.sequence(), settings.seed() + 31L * name.number(), parts);
    try (ShardWriter writer = opening.open(layout)) {
      long padding = write(writer, documents, layout);
      ShardFile file =
          new ShardFile(
              name.name(),
              name.isTraining() ? "train" : "held-out",
              name.isTraining() ? null : sources.get(name.source()),
              layout.sequences(),
              padding,
              cut(layout, documents.length),
              Layout.cutByConcatenation(lengths, settings.sequence()),
              cells(documents),
              writer.commit());
      check(file);
      return file;
    }
  }

  private long write(ShardWriter writer, Gathered[] documents, Layout layout) throws IOException {
    int width = settings.type().width();
    ByteBuffer ids = ByteBuffer.allocate(settings.sequence() * width);
    long padding = 0;
    int previous = -1;
    int previousEnd = 0;
    for (int sequence = 0; sequence < layout.sequences(); sequence++) {
      for (int p = layout.firstPiece(sequence); p < layout.firstPiece(sequence + 1); p++) {
        int document = layout.document(p);
        long at = documents[document].at() + (long) layout.from(p) * width;
        scratch.read(at, ids.clear().limit(layout.length(p) * width));
        boolean continues = document == previous && layout.from(p) == previousEnd;
        writer.piece(piece(documents[document].placed(), layout, p, continues), ids.flip());
        previous = document;
        previousEnd = layout.from(p) + layout.length(p);
      }
      int missing = layout.padding(sequence);
      writer.endSequence(missing);
      padding += missing;
      previous = missing > 0 ? -1 : previous;
    }
    return padding;
  }

  private Piece piece(Placed placed, Layout layout, int piece, boolean continues) {
    return new Piece(
        placed.id().toString(),
        sources.get(placed.source()),
        placed.epoch(),
        layout.from(piece),
        layout.length(piece),
        continues);
  }

  private static long cut(Layout layout, int documents) {
    int[] pieces = new int[documents];
    for (int piece = 0; piece < layout.pieces(); piece++) {
      pieces[layout.document(piece)]++;
    }
    return Arrays.stream(pieces).filter(count -> count > 1).count();
  }

  private Cells cells(Gathered[] documents) {
    Cells cells = Cells.empty(settings.pools().size() + 1, sources.size());
    for (Gathered document : documents) {
      Placed placed = document.placed();
      cells.add(placed.origin(), placed.source(), document.tokens(), placed.bytes());
    }
    return cells;
  }

  private void check(ShardFile file) {
    long tokens = file.sequences() * settings.sequence();
    if (file.copies().total().tokens() + file.padding() != tokens) {
      throw new IllegalStateException(
          file.name()
              + ": "
              + file.copies().total().tokens()
              + " tokens and "
              + file.padding()
              + " of padding are not "
              + file.sequences()
              + " sequences");
    }
  }
}
