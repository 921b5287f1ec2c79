package zydeco.tokenize.text;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Tokenizers of this JVM that are between two tasks. A task takes one over as the last one left it,
 * its cache of words filled, instead of reading the vocabulary again; the ids are the same.
 */
public final class IdleTokenizers {
  private static final Map<String, Deque<SoftReference<Tokenizer>>> IDLE = new HashMap<>();

  private IdleTokenizers() {}

  /** One that is idle, or a new one. Closing it makes it idle. */
  public static Tokenizer take(TokenizerFile file) {
    String key = file.identity();
    Tokenizer idle = idle(key);
    return new Lease(key, idle != null ? idle : file.open());
  }

  private static synchronized Tokenizer idle(String key) {
    Deque<SoftReference<Tokenizer>> waiting = IDLE.get(key);
    Tokenizer found = null;
    while (found == null && waiting != null && !waiting.isEmpty()) {
      found = waiting.pop().get();
    }
    return found;
  }

  private static synchronized void give(String key, Tokenizer tokenizer) {
    IDLE.computeIfAbsent(key, k -> new ArrayDeque<>()).push(new SoftReference<>(tokenizer));
  }

  /** A tokenizer while a task has it. */
  static final class Lease implements Tokenizer {
    private final String key;

    /** Null once it was closed. */
    Tokenizer tokenizer;

    Lease(String key, Tokenizer tokenizer) {
      this.key = key;
      this.tokenizer = tokenizer;
    }

    @Override
    public int encode(byte[] utf8, TokenBuffer ids) {
      return tokenizer.encode(utf8, ids);
    }

    @Override
    public void close() {
      if (tokenizer != null) {
        tokenizer.close();
        if (tokenizer.isReusable()) {
          give(key, tokenizer);
        }
        tokenizer = null;
      }
    }
  }
}
