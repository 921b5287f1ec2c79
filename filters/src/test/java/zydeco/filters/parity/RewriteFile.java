package zydeco.filters.parity;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import zydeco.filters.rewrite.Rewriter;
import zydeco.filters.rewrite.Rewrites;

/**
 * {@code RewriteFile NAME IN OUT}: the text of each JSON line of IN as a rewrite leaves it, a JSON
 * line each, to be compared with an origin's.
 */
public final class RewriteFile {
  private RewriteFile() {}

  /** Rewrites a file; prints how many megabytes a second the rewrite took by itself. */
  public static void main(String[] args) throws IOException {
    Rewriter rewriter = Rewrites.named(args[0]).maker().get();
    ObjectMapper json = new ObjectMapper();
    long[] spent = new long[2];
    try (Writer out = Files.newBufferedWriter(Path.of(args[2]))) {
      SharedData.lines(
          Path.of(args[1]),
          line -> {
            byte[] text = SharedData.text(line).getBytes(StandardCharsets.UTF_8);
            long start = System.nanoTime();
            byte[] changed = rewriter.rewrite(text);
            spent[0] += System.nanoTime() - start;
            spent[1] += text.length;
            try {
              String rewritten = new String(changed, StandardCharsets.UTF_8);
              out.write(json.writeValueAsString(Map.of("text", rewritten)) + "\n");
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
    }
    System.out.printf("%d bytes, %.1f MB/s%n", spent[1], spent[1] * 1e3 / spent[0]);
  }
}
