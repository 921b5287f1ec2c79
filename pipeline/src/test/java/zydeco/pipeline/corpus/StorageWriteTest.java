package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageWriteTest {
  @TempDir Path folder;
  private Path file;

  /** What is written aside goes to the system's own full disk. */
  @BeforeEach
  void fillDisk() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full is Linux's");
    file = folder.resolve("keys.parquet");
    Files.createSymbolicLink(folder.resolve(".keys.parquet.tmp"), Path.of("/dev/full"));
  }

  @Test
  void write_fullDisk_namesTheFileAndLeavesNothing() throws IOException {
    assertThatThrownBy(() -> Storage.plain().write(file.toString(), new byte[100]))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot write " + file + ": No space left on device");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void copy_fullDisk_namesTheFileAndLeavesNothing() throws IOException {
    Path from = Files.write(folder.resolve("from"), new byte[100]);
    assertThatThrownBy(() -> Storage.plain().copy(from.toString(), file.toString()))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot write " + file + ": No space left on device");
    assertThat(folder).isDirectoryContaining(from::equals);
    assertThat(folder.toFile().list()).hasSize(1);
  }
}
