package zydeco.filters.list;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zydeco.pipeline.recipe.FileHash;
import zydeco.pipeline.recipe.LocalFile;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;

/**
 * The files of words that a recipe names under {@code lists}, by name. They are read where they are
 * first needed, once a JVM.
 *
 * @param files paths by the list's name; only lists that the recipe names
 */
public record Lists(Map<String, String> files) implements Serializable {
  /** No list is named. */
  public static final Lists NONE = new Lists(Map.of());

  /** The list of stop words of RedPajama-V2's signal. */
  public static final String STOP_WORDS = "stop-words";

  /** LDNOOBW's list. */
  public static final String BAD_WORDS = "bad-words";

  /** A key with nothing behind it in reference.yaml stands for each. */
  private static final Map<String, String> KNOWN = known();

  public Lists {
    files = new TreeMap<>(files);
  }

  private static Map<String, String> known() {
    Map<String, String> known = new LinkedHashMap<>();
    known.put(BAD_WORDS, "LDNOOBW's words, one a line: c4-badwords, rps_doc_ldnoobw_words");
    known.put(STOP_WORDS, "one a line: rps_doc_stop_word_fraction");
    known.put("zyda1-profanity", "Zyda-1's profanity_word_list.json: zyda1");
    known.put("zyda1-sexual", "Zyda-1's sexual_word_list.json: zyda1");
    known.put("zyda1-zh-pornsignals", "Zyda-1's zh_pornsignals.json: zyda1");
    known.put("zyda1-cursed", "Zyda-1's cursed_substrings.json: zyda1");
    known.put(
        "ut1", "folder of UT1 categories, or domain_to_category_id.json: rps_doc_ut1_blacklist");
    known.put("importance-books", "a model by './zydeco importance': rps_doc_books_importance");
    known.put("importance-openwebtext", "the same: rps_doc_openwebtext_importance");
    known.put("importance-wikipedia", "the same: rps_doc_wikipedia_importance");
    known.put("ngram-model", "an n-gram model in ARPA format: ngram-perplexity");
    return known;
  }

  /** Every list that signals can read: its name and one line on what it is and who reads it. */
  public static Map<String, String> catalogue() {
    return KNOWN;
  }

  /**
   * Reads the mapping of names to files; a name that no signal reads, or a file that is not there,
   * is a {@link RecipeException}.
   */
  public static Lists of(Settings settings) {
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : KNOWN.keySet()) {
      String path = settings.textOrNull(name);
      if (path != null) {
        files.put(name, existing(settings, name, path));
      }
    }
    settings.finish();
    return new Lists(files);
  }

  private static String existing(Settings settings, String name, String path) {
    Path file = settings.resolve(path);
    if (!Files.exists(file)) {
      throw settings.error(
          name,
          "Cannot read the list '" + name + "': there is no " + path + ".",
          "Paths are relative to the folder of the recipe.");
    }
    return file.toString();
  }

  /**
   * The same lists with another file for one of them, where the recipe names it.
   *
   * @param file null: the same
   */
  public Lists with(String name, String file) {
    if (file == null || !has(name)) {
      return this;
    }
    Map<String, String> other = new TreeMap<>(files);
    other.put(name, file);
    return new Lists(other);
  }

  /** Whether the recipe names a list. */
  public boolean has(String name) {
    return files.containsKey(name);
  }

  /** Whether the recipe names all of them. */
  public boolean hasAll(List<String> names) {
    return files.keySet().containsAll(names);
  }

  /** The paths of the files that lists are read from, on the machine that starts the job. */
  public List<String> localFiles() {
    return files.values().stream().flatMap(file -> filesOf(Path.of(file))).toList();
  }

  /** The file itself; of a folder of UT1's categories what {@code rps_doc_ut1_blacklist} reads. */
  private static Stream<String> filesOf(Path list) {
    try (Stream<Path> below = Files.walk(list, FileVisitOption.FOLLOW_LINKS)) {
      return below
          .filter(file -> file.equals(list) || file.endsWith("domains"))
          .filter(Files::isRegularFile)
          .map(Path::toString)
          .toList()
          .stream();
    } catch (NoSuchFileException e) {
      return Stream.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the list " + list, e);
    }
  }

  /**
   * Where a list is on this machine. Throws IllegalStateException where the recipe does not name
   * it.
   */
  public Path path(String name) {
    String file = files.get(name);
    if (file == null) {
      throw new IllegalStateException("the recipe names no list '" + name + "'");
    }
    return LocalFile.here(file);
  }

  /** The SHA-256 of a list; of a folder, that of the names and hashes of its files. */
  public String sha256(String name) {
    Path path = path(name);
    if (!Files.isDirectory(path)) {
      return FileHash.sha256(path);
    }
    try (Stream<Path> files = Files.walk(path)) {
      String all =
          files
              .filter(Files::isRegularFile)
              .map(file -> path.relativize(file) + " " + FileHash.sha256(file))
              .sorted()
              .collect(Collectors.joining("\n"));
      return FileHash.sha256(new ByteArrayInputStream(all.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the list " + path, e);
    }
  }
}
