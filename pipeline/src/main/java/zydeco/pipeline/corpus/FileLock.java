package zydeco.pipeline.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** The lock of a file that is there while it is held: {@link Storage#lock}. */
final class FileLock {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_TRIALS = 1000;

  /** The files whose locks this process holds or asks for. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private FileLock() {}

  /** Makes the file, and its folder; null where another holds the lock. */
  static Closeable take(Path path) throws IOException {
    for (int trial = 1; ; trial++) {
      try {
        Files.createDirectories(path.getParent());
        return lockHere(path.getParent().toRealPath().resolve(path.getFileName()));
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        // The holder has just removed the file or its folder: once more. Whether something that is
        // no folder stands there for good cannot be asked, since it may go while one asks.
        if (trial == MOST_TRIALS) {
          throw e;
        }
      }
    }
  }

  /**
   * Null where it is held, also where this very process holds it: then no handle of the file may be
   * opened here, since closing any lets go of a process's locks on it.
   */
  private static Closeable lockHere(Path path) throws IOException {
    if (!HELD.add(path)) {
      return null;
    }
    FileChannel channel = null;
    boolean ours = false;
    try {
      channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        return null;
      }
      if (!isStillThere(path, channel)) {
        throw new NoSuchFileException(path.toString());
      }
      ours = true;
      FileChannel held = channel;
      return () -> release(path, held);
    } finally {
      if (!ours) {
        if (channel != null) {
          channel.close();
        }
        HELD.remove(path);
      }
    }
  }

  /**
   * Whether a locked file is the one of its name, and not one that its former holder removed before
   * it let go. Opening the file would tell, but closing any handle of a file lets go of a process's
   * locks on it: so it is given a size by chance, which needs no handle to be read.
   */
  static boolean isStillThere(Path path, FileChannel channel) throws IOException {
    int size = 1 + ThreadLocalRandom.current().nextInt(MOST_BYTES);
    channel.truncate(0);
    channel.write(ByteBuffer.allocate(size));
    return Files.size(path) == size;
  }

  private static void release(Path path, FileChannel channel) throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      channel.close();
      HELD.remove(path);
    }
    try {
      Files.deleteIfExists(path.getParent());
    } catch (DirectoryNotEmptyException e) {
      // Others' files are in it.
    }
  }
}
