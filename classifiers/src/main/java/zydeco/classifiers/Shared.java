package zydeco.classifiers;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is loaded once in a JVM and shared by all its tasks, by key (hashes of files). It stays
 * loaded until the JVM ends: a job uses few models, and its tasks come in waves.
 *
 * @param <T> safe for use by many threads
 */
public final class Shared<T> {
  private final Map<String, T> loaded = new HashMap<>();

  /** The thing of this key, loaded now if it is the first time. */
  public synchronized T get(String key, Supplier<T> load) {
    T thing = loaded.get(key);
    if (thing == null) {
      thing = load.get();
      loaded.put(key, thing);
    }
    return thing;
  }
}
