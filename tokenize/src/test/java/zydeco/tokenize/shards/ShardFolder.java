package zydeco.tokenize.shards;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads Megatron shards as megatron-core does: an implementation of its own, from the published
 * layout, to hold the writer to.
 */
record ShardFolder(Path folder) {

  /** One entry of the index: its ids, where it begins in the stream, and its document. */
  record Piece(int[] ids, long token, int document) {}

  List<Piece> pieces(String name) throws IOException {
    ByteBuffer idx = little(name + ".idx");
    byte[] magic = new byte[9];
    idx.get(magic);
    if (!new String(magic, StandardCharsets.ISO_8859_1).equals("MMIDIDX\0\0")
        || idx.getLong() != 1) {
      throw new IOException("not a Megatron index");
    }
    int width = idx.get() == 8 ? 2 : 4;
    int pieces = (int) idx.getLong();
    int documents = (int) idx.getLong();
    int[] lengths = new int[pieces];
    long[] pointers = new long[pieces];
    long[] firsts = new long[documents];
    for (int i = 0; i < pieces; i++) {
      lengths[i] = idx.getInt();
    }
    for (int i = 0; i < pieces; i++) {
      pointers[i] = idx.getLong();
    }
    for (int i = 0; i < documents; i++) {
      firsts[i] = idx.getLong();
    }
    if (idx.hasRemaining() || firsts[0] != 0 || firsts[documents - 1] != pieces) {
      throw new IOException("a broken Megatron index");
    }
    return pieces(little(name + ".bin"), width, lengths, pointers, firsts);
  }

  private static List<Piece> pieces(
      ByteBuffer bin, int width, int[] lengths, long[] pointers, long[] firsts) {
    List<Piece> found = new ArrayList<>();
    int document = 0;
    for (int i = 0; i < lengths.length; i++) {
      while (firsts[document + 1] <= i) {
        document++;
      }
      int[] ids = new int[lengths[i]];
      for (int t = 0; t < ids.length; t++) {
        int at = (int) pointers[i] + t * width;
        ids[t] = width == 2 ? bin.getShort(at) & 0xffff : bin.getInt(at);
      }
      found.add(new Piece(ids, pointers[i] / width, document));
    }
    return found;
  }

  private ByteBuffer little(String file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The documents as text ids without end-of-text, joined over pieces of one index document. */
  List<List<Integer>> documents(String name, int endOfText, int padding) throws IOException {
    List<List<Integer>> documents = new ArrayList<>();
    List<Integer> current = new ArrayList<>();
    for (Piece piece : pieces(name)) {
      if (Arrays.stream(piece.ids()).allMatch(id -> id == padding)) {
        continue;
      }
      for (int id : piece.ids()) {
        if (id == endOfText) {
          documents.add(current);
          current = new ArrayList<>();
        } else {
          current.add(id);
        }
      }
    }
    return documents;
  }
}
