package zydeco.filters.list;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Small harmless lists under every name. */
public final class TestLists {
  private TestLists() {}

  /** Each list of the catalogue, made of the files beside this class. */
  public static Lists all() {
    Map<String, String> files = new HashMap<>();
    for (String name : Lists.catalogue().keySet()) {
      files.put(name, file(name.startsWith("zyda1") ? "patterns.json" : "words.txt").toString());
    }
    return new Lists(files);
  }

  static Path file(String name) {
    try {
      return Path.of(TestLists.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
