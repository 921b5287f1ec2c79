package zydeco.tokenize.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** A WebDataset archive as DCLM's trainer reads it: a tar file, an entry a sequence. */
final class WebDatasetWriter implements ShardWriter {
  /*
   * SET/NNNNN.tar holds entries SET-NNNNN-SSSSSSSS.json.gz (shard, sequence), each a JSON list of ids;
   * names are unique in the whole set, for readers group entries by name. Headers are POSIX ustar with
   * no time and no owner. SET/manifest.jsonl says how many sequences each archive has. Boundaries of
   * documents are the end-of-text ids, which no document holds by itself.
   */
  private static final int BLOCK = 512;
  private final ShardTarget target;
  private final HashedFile file;
  private final SequenceBuffer buffer;
  private int written;

  WebDatasetWriter(ShardTarget target) throws IOException {
    this.target = target;
    String name = String.format(Locale.ROOT, "%s/%05d.tar", target.set(), target.number());
    file = target.file(ShardFormat.WEBDATASET.word(), name);
    buffer = new SequenceBuffer(target.type(), target.sequence(), target.padding());
  }

  @Override
  public void piece(Piece piece, ByteBuffer from) {
    buffer.piece(from, piece.tokens());
  }

  @Override
  public void endSequence(int padding) throws IOException {
    buffer.pad(padding);
    byte[] content = gzip(list());
    String name = String.format(Locale.ROOT, "%s-%08d.json.gz", target.name(), written++);
    file.write(header(name, content.length));
    file.write(content);
    file.write(new byte[-content.length & (BLOCK - 1)]);
    buffer.clear();
  }

  private byte[] list() {
    StringBuilder json = new StringBuilder(7 * target.sequence()).append('[');
    for (int i = 0; i < target.sequence(); i++) {
      json.append(i == 0 ? "" : ", ").append(buffer.id(i));
    }
    return json.append(']').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(content.length / 2);
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static byte[] header(String name, long size) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, String.format(Locale.ROOT, "%011o\0", size));
    put(header, 136, "00000000000\0");
    Arrays.fill(header, 148, 156, (byte) ' ');
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (at == 0 && bytes.length > 100) {
      throw new IllegalArgumentException("a tar entry's name of over 100 bytes: " + text);
    }
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Override
  public List<Part> commit() throws IOException {
    file.write(new byte[2 * BLOCK]);
    return List.of(file.commit());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** {@code manifest.jsonl}. */
  static final class Manifest implements SetIndex {
    @Override
    public String name() {
      return "manifest.jsonl";
    }

    @Override
    public byte[] content(List<Shard> shards, TokenType type, int sequence) {
      StringBuilder lines = new StringBuilder();
      for (Shard shard : shards) {
        String file = shard.part().name();
        String name = file.substring(file.lastIndexOf('/') + 1, file.length() - ".tar".length());
        lines.append(
            String.format(
                Locale.ROOT,
                "{\"shard\": \"%s\", \"num_sequences\": %d}\n",
                name,
                shard.sequences()));
      }
      return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
  }
}
