package zydeco.tokenize.formats;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The arrays of dolma and OLMo: ids without a header, and a table of the pieces. */
final class DolmaWriter implements ShardWriter {
  /*
   * NAME.npy     ids alone; NumPy's own header is not there: it is read by np.memmap
   * NAME.csv.gz  a row a piece: start and end in tokens, the document's id, its source, and the place
   *              in the document that the piece begins at. Padding has no row.
   */
  private final HashedFile ids;
  private final HashedFile table;
  private final OutputStream rows;
  private final SequenceBuffer padded;
  private final int width;
  private long tokens;

  DolmaWriter(ShardTarget target) throws IOException {
    ids = target.file(ShardFormat.DOLMA.word(), target.name() + ".npy");
    table = target.file(ShardFormat.DOLMA.word(), target.name() + ".csv.gz");
    rows = new GZIPOutputStream(table.stream(), 1 << 16);
    padded = new SequenceBuffer(target.type(), target.sequence(), target.padding());
    width = target.type().width();
  }

  @Override
  public void piece(Piece piece, ByteBuffer from) throws IOException {
    ids.write(from);
    long end = tokens + piece.tokens();
    String row =
        tokens + "," + end + "," + piece.id() + "," + piece.source() + "," + piece.from() + "\r\n";
    rows.write(row.getBytes(StandardCharsets.UTF_8));
    tokens = end;
  }

  @Override
  public void endSequence(int padding) throws IOException {
    padded.clear();
    padded.pad(padding);
    ids.write(padded.ids(), 0, padding * width);
    tokens += padding;
  }

  @Override
  public List<Part> commit() throws IOException {
    rows.close();
    return List.of(ids.commit(), table.commit());
  }

  @Override
  public void close() throws IOException {
    HashedFile.closeAll(ids, table);
  }
}
