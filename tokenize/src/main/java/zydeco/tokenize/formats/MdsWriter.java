package zydeco.tokenize.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A shard of a Mosaic streaming data set: a sample a sequence. */
final class MdsWriter implements ShardWriter {
  /*
   * SET/shard.NNNNN.mds, little-endian:
   *
   *   samples (4)  where each sample begins, and behind the last one (4 each)  configuration  sample*
   *   sample   bytes of 'ends' (4)  'ends'  'tokens'
   *
   * 'tokens' is an array of fixed type and shape, so its bytes are the ids; 'ends' says where pieces
   * end within the sequence: an array of uint32 whose shape stands in front of it (a byte: dimensions
   * times 4, plus 0, 1 or 2 for a length of 1, 2 or 4 bytes; then the length). Sizes are known before
   * the first sample, for the layout is. SET/index.json lists the shards of the set.
   */
  private static final int INTS = 4;
  private final HashedFile file;
  private final SequenceBuffer buffer;

  MdsWriter(ShardTarget target) throws IOException {
    buffer = new SequenceBuffer(target.type(), target.sequence(), target.padding());
    String name = String.format(Locale.ROOT, "%s/shard.%05d.mds", target.set(), target.number());
    file = target.file(ShardFormat.MDS.word(), name);
    writeHeader(target);
  }

  private void writeHeader(ShardTarget target) throws IOException {
    byte[] configuration = json(shape(target.type(), target.sequence()));
    long at = INTS + INTS * (target.sequences() + 1L) + configuration.length;
    LittleInts offsets = new LittleInts(target.sequences() + 2);
    offsets.put(target.sequences());
    for (int sequence = 0; sequence < target.sequences(); sequence++) {
      offsets.put(at);
      at += INTS + endsBytes(target.pieces().applyAsInt(sequence)) + buffer.ids().length;
    }
    offsets.put(at);
    file.write(offsets.bytes());
    file.write(configuration);
  }

  /** Unsigned 32-bit numbers; throws IOException where one does not fit. */
  private static final class LittleInts {
    private final ByteBuffer to;

    LittleInts(int count) {
      to = ByteBuffer.allocate(Math.multiplyExact(count, INTS)).order(ByteOrder.LITTLE_ENDIAN);
    }

    void put(long value) throws IOException {
      if (value >>> 32 != 0) {
        throw new IOException(
            "Cannot write an MDS shard: it passes 4 GiB. Give the recipe fewer 'shard-tokens'.");
      }
      to.putInt((int) value);
    }

    byte[] bytes() {
      return to.array();
    }
  }

  private static int lengthBytes(int count) {
    return count < 1 << 8 ? 1 : count < 1 << 16 ? 2 : 4;
  }

  private static int endsBytes(int count) {
    return 1 + lengthBytes(count) + INTS * count;
  }

  private static byte[] encoded(int[] ends) {
    int width = lengthBytes(ends.length);
    ByteBuffer to = ByteBuffer.allocate(endsBytes(ends.length)).order(ByteOrder.LITTLE_ENDIAN);
    to.put((byte) (1 << 2 | width >> 1));
    for (int i = 0; i < width; i++) {
      to.put((byte) (ends.length >>> (8 * i)));
    }
    for (int end : ends) {
      to.putInt(end);
    }
    return to.array();
  }

  @Override
  public void piece(Piece piece, ByteBuffer from) {
    buffer.piece(from, piece.tokens());
  }

  @Override
  public void endSequence(int padding) throws IOException {
    buffer.pad(padding);
    byte[] ends = encoded(buffer.ends());
    ByteBuffer size = ByteBuffer.allocate(INTS).order(ByteOrder.LITTLE_ENDIAN);
    file.write(size.putInt(ends.length).array());
    file.write(ends);
    file.write(buffer.ids());
    buffer.clear();
  }

  @Override
  public List<Part> commit() throws IOException {
    return List.of(file.commit());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static ObjectNode shape(TokenType type, int sequence) {
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    String tokens = "ndarray:" + ShardFormat.MDS.dtype(type) + ":" + sequence;
    shape.putArray("column_encodings").add("ndarray:uint32").add(tokens);
    shape.putArray("column_names").add("ends").add("tokens");
    shape.putArray("column_sizes").addNull().add(sequence * type.width());
    shape.putNull("compression");
    shape.put("format", "mds");
    shape.putArray("hashes").add("sha256");
    shape.putNull("size_limit");
    shape.put("version", 2);
    return shape;
  }

  private static byte[] json(ObjectNode node) {
    try {
      return new ObjectMapper().writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code index.json}. */
  static final class Index implements SetIndex {
    @Override
    public String name() {
      return "index.json";
    }

    @Override
    public byte[] content(List<Shard> shards, TokenType type, int sequence) {
      ObjectNode index = JsonNodeFactory.instance.objectNode();
      ArrayNode list = index.putArray("shards");
      for (Shard shard : shards) {
        String path = shard.part().name();
        ObjectNode row = list.addObject();
        row.setAll(shape(type, sequence));
        row.putObject("raw_data")
            .put("basename", path.substring(path.lastIndexOf('/') + 1))
            .put("bytes", shard.part().bytes())
            .putObject("hashes")
            .put("sha256", shard.part().sha256());
        row.put("samples", shard.sequences());
        row.putNull("zip_data");
      }
      index.put("version", 2);
      return (new String(json(index), StandardCharsets.UTF_8) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    }
  }
}
