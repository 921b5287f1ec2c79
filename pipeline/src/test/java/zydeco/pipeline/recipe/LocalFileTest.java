package zydeco.pipeline.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileTest {
  @TempDir Path folder;

  @Test
  void here_aFileThatWasSent_isTheOneInTheWorkingFolder() throws IOException {
    String path = "/a machine/that is not this/wörter.v2.txt.gz";
    Path sent = Path.of(LocalFile.sentName(path));
    assertThat(sent).hasToString(sent.getFileName().toString());
    assertThat(sent.toString()).matches("sent-[0-9a-f]{32}\\.v2\\.txt\\.gz");
    try {
      Files.writeString(sent, "words");
      assertThat(LocalFile.here(path)).hasContent("words");
    } finally {
      Files.delete(sent);
    }
  }

  @Test
  void here_anyOtherFile_isWhereItsPathSays() {
    Path path = folder.resolve("words.txt");
    assertThat(LocalFile.here(path.toString())).isEqualTo(path);
    assertThat(LocalFile.sentName("a/words")).isNotEqualTo(LocalFile.sentName("b/words"));
  }
}
