package zydeco.filters.list;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import zydeco.filters.redpajama.ImportanceModel;

/** Small harmless lists under every name. */
public final class TestLists {
  private static final Path MODEL = model();

  private TestLists() {}

  /** Each list of the catalogue, made of the files beside this class. */
  public static Lists all() {
    Map<String, String> files = new HashMap<>();
    for (String name : Lists.catalogue().keySet()) {
      files.put(name, path(name).toString());
    }
    return new Lists(files);
  }

  private static Path path(String name) {
    if (name.startsWith("importance")) {
      return MODEL;
    }
    if (name.equals("ngram-model")) {
      return file("model.arpa");
    }
    return file(
        name.equals("ut1")
            ? "domains.json"
            : name.startsWith("zyda1") ? "patterns.json" : "words.txt");
  }

  private static Path model() {
    ImportanceModel.Corpus target = new ImportanceModel.Corpus();
    target.add("The cat sat on the mat.".getBytes(StandardCharsets.UTF_8));
    ImportanceModel.Corpus source = new ImportanceModel.Corpus();
    source.add("cookies and more cookies".getBytes(StandardCharsets.UTF_8));
    try {
      Path file = Files.createTempFile("importance", ".txt");
      file.toFile().deleteOnExit();
      ImportanceModel.write(target, source, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path file(String name) {
    try {
      return Path.of(TestLists.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
