package zydeco.tokenize.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleTokenizersTest {
  @TempDir private Path folder;

  @Test
  void take_afterClose_givesTheSameOneWithTheSameIds() throws Exception {
    TokenizerFile file = world(1);
    Tokenizer first = IdleTokenizers.take(file);
    assertThat(ids(first, "hello help")).containsExactly(258, 33, 257, 'l' + 1, 'p' + 1);
    Tokenizer inside = inside(first);
    first.close();
    Tokenizer second = IdleTokenizers.take(file);
    assertThat(inside(second)).isSameAs(inside);
    assertThat(ids(second, "hello help")).containsExactly(258, 33, 257, 'l' + 1, 'p' + 1);
  }

  @Test
  void take_whileOneIsInUse_givesAnother() throws Exception {
    TokenizerFile file = world(1001);
    Tokenizer first = IdleTokenizers.take(file);
    Tokenizer second = IdleTokenizers.take(file);
    assertThat(inside(second)).isNotSameAs(inside(first));
  }

  @Test
  void close_twice_givesItBackOnce() throws Exception {
    TokenizerFile file = world(2001);
    Tokenizer closed = IdleTokenizers.take(file);
    closed.close();
    closed.close();
    Tokenizer first = IdleTokenizers.take(file);
    Tokenizer second = IdleTokenizers.take(file);
    assertThat(inside(second)).isNotSameAs(inside(first));
  }

  @Test
  void take_ofAnotherVocabulary_givesItsIds() throws Exception {
    IdleTokenizers.take(world(3001)).close();
    assertThat(ids(IdleTokenizers.take(world(4001)), "he")).containsExactly(4257);
  }

  @Test
  void take_withControlTokens_givesAnotherThanWithout() throws Exception {
    TokenizerFile file = world(5001);
    Tokenizer literal = IdleTokenizers.take(file);
    Tokenizer inside = inside(literal);
    literal.close();
    assertThat(inside(IdleTokenizers.take(file.withControlTokens()))).isNotSameAs(inside);
  }

  private static Tokenizer inside(Tokenizer taken) {
    return ((IdleTokenizers.Lease) taken).tokenizer;
  }

  private static int[] ids(Tokenizer tokenizer, String text) {
    TokenBuffer ids = new TokenBuffer();
    tokenizer.encode(text.getBytes(StandardCharsets.UTF_8), ids);
    return ids.toArray();
  }

  /** A vocabulary whose ids begin with one of its own, so that tests do not share it. */
  private TokenizerFile world(int first) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int b = 0; b < 256; b++) {
      lines.append(String.format("%d b'\\x%02x' 1%n", first + b, b));
    }
    lines.append(first + 256).append(" 'he' 2\n").append(first + 257).append(" 'hello' 5\n");
    Path file = folder.resolve("rwkv_vocab_" + first + ".txt");
    Files.writeString(file, lines.toString());
    return TokenizerFile.read(file);
  }
}
