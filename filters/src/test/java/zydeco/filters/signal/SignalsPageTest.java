package zydeco.filters.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SignalsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "signals.md");

  @Test
  void page_committed_isWhatTheRegistrySays() throws IOException {
    String page = SignalsPage.markdown();
    if (Boolean.getBoolean("zydeco.write-docs")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE)
        .as("docs/signals.md is out of date: run the test with -Dzydeco.write-docs=true")
        .hasContent(page);
  }
}
