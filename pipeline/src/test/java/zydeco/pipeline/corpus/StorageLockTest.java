package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageLockTest {
  private static final int THREADS = 4;
  private static final int TRIES = 2_000;

  @TempDir Path folder;

  @Test
  void isStillThere_fileRemovedOrReplacedSinceItWasOpened_isNot() throws IOException {
    Path file = folder.resolve("lock");
    try (FileChannel former = open(file)) {
      assertThat(FileLock.isStillThere(file, former)).isTrue();
      Files.delete(file);
      assertThatThrownBy(() -> FileLock.isStillThere(file, former))
          .isInstanceOf(NoSuchFileException.class);
      try (FileChannel latter = open(file)) {
        assertThat(FileLock.isStillThere(file, former)).isFalse();
        assertThat(FileLock.isStillThere(file, latter)).isTrue();
        assertThat(FileLock.isStillThere(file, former)).isFalse();
      }
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Test
  void lock_takenAndLetGoByMany_isHeldByOneAtMost() throws Exception {
    String location = folder.resolve("build/lock").toString();
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        all.add(threads.submit(() -> tryOften(location, holders, taken)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(taken.get()).isPositive();
    assertThat(Files.exists(folder.resolve("build"))).isFalse();
  }

  private static Void tryOften(String location, AtomicInteger holders, AtomicInteger taken)
      throws IOException {
    for (int i = 0; i < TRIES; i++) {
      try (Closeable held = Storage.plain().lock(location)) {
        if (held != null) {
          assertThat(holders.incrementAndGet()).isOne();
          taken.incrementAndGet();
          Thread.yield();
          holders.decrementAndGet();
        }
      }
    }
    return null;
  }

  @Test
  void lock_takenAndLetGoByManyProcesses_isHeldByOneAtMost() throws Exception {
    String location = folder.resolve("build/lock").toString();
    List<Process> others = new ArrayList<>();
    for (int process = 0; process < 2; process++) {
      others.add(other(location, folder.resolve("holder").toString()));
    }
    for (Process each : others) {
      assertThat(said(each)).matches("[1-9][0-9]*");
    }
    assertThat(Files.exists(folder.resolve("build"))).isFalse();
  }

  @Test
  void lock_askedAgainByItsHolder_isKeptFromOtherProcesses() throws Exception {
    String location = folder.resolve("build/lock").toString();
    try (Closeable held = Storage.plain().lock(location)) {
      assertThat(held).isNotNull();
      assertThat(Storage.plain().lock(location)).isNull();
      assertThat(said(other(location))).isEqualTo("0");
    }
    assertThat(said(other(location))).isEqualTo("1");
  }

  private static Process other(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StorageLockTest.class.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /**
   * Takes a lock once, or often with a file that only its holder may make; says how often it did.
   */
  public static void main(String[] args) throws IOException {
    int taken = 0;
    for (int i = 0; i < (args.length > 1 ? TRIES : 1); i++) {
      try (Closeable held = Storage.plain().lock(args[0])) {
        if (held != null) {
          taken++;
          if (args.length > 1) {
            Path holder = Files.createFile(Path.of(args[1]));
            Thread.yield();
            Files.delete(holder);
          }
        }
      }
    }
    System.out.println(taken);
  }

  @Test
  void lock_folderThatCannotBeMade_isRefusedAndNotTriedForEver() throws IOException {
    Path nowhere = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
    assertThatThrownBy(() -> Storage.plain().lock(nowhere + "/lock"))
        .isInstanceOf(FileAlreadyExistsException.class);
  }
}
