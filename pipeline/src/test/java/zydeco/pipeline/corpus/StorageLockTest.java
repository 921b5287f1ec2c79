package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
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
      assertThat(Storage.isStillThere(file, former)).isTrue();
      Files.delete(file);
      assertThatThrownBy(() -> Storage.isStillThere(file, former))
          .isInstanceOf(NoSuchFileException.class);
      try (FileChannel latter = open(file)) {
        assertThat(Storage.isStillThere(file, former)).isFalse();
        assertThat(Storage.isStillThere(file, latter)).isTrue();
        assertThat(Storage.isStillThere(file, former)).isFalse();
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
  void lock_folderThatCannotBeMade_isRefusedAndNotTriedForEver() throws IOException {
    Path nowhere = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
    assertThatThrownBy(() -> Storage.plain().lock(nowhere + "/lock"))
        .isInstanceOf(FileAlreadyExistsException.class);
  }
}
