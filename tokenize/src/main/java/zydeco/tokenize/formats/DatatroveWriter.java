package zydeco.tokenize.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The {@code .ds} file of datatrove and nanotron: ids alone, with two files beside it. */
final class DatatroveWriter implements ShardWriter {
  /*
   * NAME.ds           ids, one sequence behind the other
   * NAME.ds.index     where each piece ends, in tokens from the file's start, 8 bytes each
   * NAME.ds.metadata  the tokenizer's name and the bytes of an id, then tokens, then tokens for readers
   *
   * The reader (datatrove/utils/dataset.py) takes windows of seq_len + 1 ids, input and target in one:
   * for windows that are our sequences its seq_len is one less than the recipe's sequence.
   */
  private final HashedFile ids;
  private final HashedFile index;
  private final HashedFile metadata;
  private final LongList ends = new LongList();
  private final SequenceBuffer padded;
  private final ShardTarget target;
  private long tokens;

  DatatroveWriter(ShardTarget target) throws IOException {
    this.target = target;
    String format = ShardFormat.DATATROVE.word();
    ids = target.file(format, target.name() + ".ds");
    index = target.file(format, target.name() + ".ds.index");
    metadata = target.file(format, target.name() + ".ds.metadata");
    padded = new SequenceBuffer(target.type(), target.sequence(), target.padding());
  }

  @Override
  public void piece(Piece piece, ByteBuffer from) throws IOException {
    ids.write(from);
    tokens += piece.tokens();
    ends.add(tokens);
  }

  @Override
  public void endSequence(int padding) throws IOException {
    if (padding > 0) {
      padded.clear();
      padded.pad(padding);
      ids.write(padded.ids(), 0, padding * target.type().width());
      tokens += padding;
      ends.add(tokens);
    }
  }

  @Override
  public List<Part> commit() throws IOException {
    byte[] bytes = ends.bytes();
    index.write(bytes, 0, bytes.length);
    String lines =
        target.tokenizer() + "|" + target.type().width() + "\n" + tokens + "\n" + shortly(tokens);
    metadata.write(lines.getBytes(StandardCharsets.UTF_8));
    return List.of(ids.commit(), index.commit(), metadata.commit());
  }

  /** Such as {@code 1.25 MT}. */
  private static String shortly(long count) {
    String[] units = {"", "k", "M", "G", "T"};
    double value = count;
    int unit = 0;
    while (value >= 1000 && unit + 1 < units.length) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.3g %sT", value, units[unit]);
  }

  @Override
  public void close() throws IOException {
    HashedFile.closeAll(ids, index, metadata);
  }
}
