package zydeco.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputSinkTest {
  @Test
  void closeAll_eachFails_allAreClosedAndTheFirstIsTold() {
    List<String> closed = new ArrayList<>();
    List<Closeable> open = new ArrayList<>();
    for (String name : List.of("ledger", "signals", "documents")) {
      open.add(
          () -> {
            closed.add(name);
            throw new IOException(name + ": No space left on device");
          });
    }

    assertThatThrownBy(() -> OutputSink.closeAll(open))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("ledger");
    assertThat(closed).containsExactly("ledger", "signals", "documents");
  }
}
