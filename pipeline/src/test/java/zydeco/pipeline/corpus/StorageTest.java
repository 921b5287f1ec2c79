package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
  @TempDir Path folder;

  @Test
  void lock_manyAtOnce_oneHolderAtATimeAndNothingIsLeft() throws Exception {
    String location = folder.resolve("below/lock").toString();
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger held = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          threads.submit(
              () -> {
                for (int turn = 0; turn < 500; turn++) {
                  try (Closeable lock = Storage.plain().lock(location)) {
                    if (lock != null) {
                      assertThat(holders.incrementAndGet()).isOne();
                      held.incrementAndGet();
                      LockSupport.parkNanos(50_000);
                      holders.decrementAndGet();
                    }
                  }
                }
                return null;
              }));
    }
    threads.shutdown();
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(held.get()).isPositive();
    assertThat(Files.exists(folder.resolve("below"))).isFalse();
  }
}
