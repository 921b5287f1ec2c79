package zydeco.tokenize.benchmark;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;

/** RWKV World's own Python, asked through {@code tokenize/readers/world_ids.py}. */
final class WorldOrigin implements Tokenizer {
  private final Process process;
  private final DataOutputStream texts;
  private final DataInputStream ids;

  WorldOrigin(String code, Path vocabulary) throws IOException {
    process =
        new ProcessBuilder("python3", "tokenize/readers/world_ids.py", code, vocabulary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    texts = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    ids = new DataInputStream(process.getInputStream());
  }

  @Override
  public int encode(byte[] utf8, TokenBuffer to) {
    try {
      texts.writeInt(Integer.reverseBytes(utf8.length));
      texts.write(utf8);
      texts.flush();
      int count = Integer.reverseBytes(ids.readInt());
      ByteBuffer answer = ByteBuffer.wrap(ids.readNBytes(4 * count));
      for (answer.order(ByteOrder.LITTLE_ENDIAN); answer.hasRemaining(); ) {
        to.add(answer.getInt());
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
