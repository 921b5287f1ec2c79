package zydeco.pipeline.corpus;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;

/**
 * An entry of a recipe's {@code sources}.
 *
 * @param name of the source
 * @param rank its place in the recipe, 0 the best
 * @param forced the format of all its files; null where each file's ending tells
 * @param layout under which names rows hold a document's parts
 * @param uniqueId whether the id that a row carries identifies its document
 * @param mainContent whether only the main content of HTML pages is read
 * @param maxDocumentBytes the largest text, in UTF-8 bytes, that becomes a document
 * @param folder what relative paths are relative to: the recipe's folder
 * @param paths globs, in order
 */
public record Source(
    String name,
    int rank,
    Format forced,
    Layout layout,
    boolean uniqueId,
    boolean mainContent,
    long maxDocumentBytes,
    String folder,
    List<String> paths)
    implements Serializable {
  /** 64 MiB. */
  static final long DEFAULT_MAX_DOCUMENT_BYTES = 64L << 20;

  /** Lines of six times as many bytes are kept in memory, and an array ends at 2 GiB. */
  static final long LARGEST_MAX_DOCUMENT_BYTES = 320L << 20;

  private static final String ANY = "any";
  private static final String ALL_TEXT = "all";
  private static final String MAIN_CONTENT = "main-content";
  private static final Pattern WEB = Pattern.compile("(?i)(https?|ftp)://?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  public Source {
    paths = List.copyOf(paths);
  }

  /** A source whose files are on this machine, or reached with Hadoop's own defaults. */
  public static Source of(Settings.Entry entry, int rank) {
    return of(entry, rank, Storage.plain(), null);
  }

  /**
   * A source that is no part of a recipe: JSON lines with {@code text}, {@code id}, {@code url},
   * {@code date}.
   */
  public static Source lines(String name) {
    return new Source(
        name,
        0,
        Format.JSONL,
        Layout.PLAIN,
        false,
        false,
        DEFAULT_MAX_DOCUMENT_BYTES,
        ".",
        List.of());
  }

  /** JSON lines that stand for rows of this source: as it has them, or under the usual names. */
  public Source asLines() {
    return new Source(
        name,
        rank,
        Format.JSONL,
        layout.orPlain(),
        false,
        false,
        maxDocumentBytes,
        folder,
        List.of());
  }

  /**
   * A source that is no part of a recipe: files whose endings tell their formats, relative to the
   * working directory.
   *
   * @param text the field that holds the text
   */
  public static Source files(String name, String text, List<String> paths) {
    Layout plain = Layout.PLAIN;
    return new Source(
        name,
        0,
        null,
        new Layout(plain.name(), List.of(text), plain.id(), plain.url(), plain.date()),
        false,
        false,
        DEFAULT_MAX_DOCUMENT_BYTES,
        Path.of("").toAbsolutePath().toString(),
        paths);
  }

  /**
   * Reads {@code format, paths, columns, unique-id, html, max-document-bytes}. Every path must name
   * at least one file whose format is known, else RecipeException.
   *
   * @param defaults where absent keys are read, or null
   */
  public static Source of(Settings.Entry entry, int rank, Storage storage, Settings defaults) {
    Settings settings = entry.settings(defaults);
    if (!NAME.matcher(entry.name()).matches()) {
      throw settings.error(
          "",
          "Cannot call a source '" + entry.name() + "': it becomes a folder's name.",
          "Use letters, digits, '-', '_' and '.', at most 64 in all.");
    }
    String word = settings.has("format") ? settings.choice("format", formats()) : ANY;
    Layout layout = Layout.builtIn(word) == null ? Layout.PLAIN : Layout.builtIn(word);
    if (settings.has("columns")) {
      layout = mapped(layout, settings.map("columns"));
    }
    boolean uniqueId = !settings.has("unique-id") || settings.flag("unique-id");
    boolean mainContent =
        settings.has("html")
            && settings.choice("html", ALL_TEXT, MAIN_CONTENT).equals(MAIN_CONTENT);
    long max =
        settings.has("max-document-bytes")
            ? settings.integer("max-document-bytes", 1, LARGEST_MAX_DOCUMENT_BYTES)
            : DEFAULT_MAX_DOCUMENT_BYTES;
    Path folder = settings.file().toAbsolutePath().normalize().getParent();
    Source source =
        new Source(
            entry.name(),
            rank,
            Format.ofRecipe(word),
            layout,
            uniqueId,
            mainContent,
            max,
            folder.toString(),
            settings.texts("paths"));
    settings.finish();
    source.check(settings, storage);
    return source;
  }

  private static String[] formats() {
    List<String> words = new ArrayList<>(Layout.names());
    for (Format format : Format.values()) {
      words.add(format.recipeName());
    }
    words.add(ANY);
    return words.toArray(new String[0]);
  }

  private static Layout mapped(Layout base, Settings columns) {
    Layout layout =
        new Layout(
            base.name(),
            named(columns, "text", base.text()),
            named(columns, "id", base.id()),
            named(columns, "url", base.url()),
            named(columns, "date", base.date()));
    columns.finish();
    return layout;
  }

  private static List<String> named(Settings columns, String part, List<String> usual) {
    String name = columns.textOrNull(part);
    return name == null ? usual : List.of(name);
  }

  private void check(Settings settings, Storage storage) {
    if (paths.isEmpty()) {
      throw settings.error(
          "paths", "Cannot read the source '" + name + "': it has no paths.", "Add one.");
    }
    for (String path : paths) {
      if (path.isBlank()) {
        throw settings.error(
            "paths",
            "Cannot read the source '" + name + "': one of its paths is empty.",
            "Name a file, a folder or a pattern.");
      }
      if (WEB.matcher(path).lookingAt()) {
        throw settings.error(
            "paths",
            "Cannot read " + path + ": files of the web are not read.",
            "Download it and name the file; paths are of this machine, or s3a://, hdfs:// and what"
                + " else Hadoop has a file system for.");
      }
      try {
        if (storage.glob(Path.of(folder), path).isEmpty()) {
          throw settings.error(
              "paths",
              "Cannot find " + path + ": no file has such a name.",
              "Paths are relative to the folder of the recipe, " + folder + ".");
        }
      } catch (IOException e) {
        throw settings.error(
            "paths",
            "Cannot look for " + path + ": " + Storage.told(e) + ".",
            "Mend the path or the access.");
      }
    }
    try {
      files(storage);
    } catch (RecipeException e) {
      throw settings.error(
          "paths", e.getMessage(), "Name the format, such as 'format: jsonl', or other files.");
    } catch (IOException e) {
      throw settings.error(
          "paths",
          "Cannot list the files: " + Storage.told(e) + ".",
          "Mend the path or the access.");
    }
  }

  /**
   * The source's files and their formats: glob after glob, by name within each, none twice. Throws
   * RecipeException for a file whose ending stands for no format.
   */
  public Map<InputFile, Format> files(Storage storage) throws IOException {
    Map<String, InputFile> files = new LinkedHashMap<>();
    for (String path : paths) {
      for (InputFile file : storage.glob(Path.of(folder), path)) {
        files.putIfAbsent(file.location(), file);
      }
    }
    Map<InputFile, Format> formats = new LinkedHashMap<>();
    for (InputFile file : files.values()) {
      formats.put(file, formatOf(file));
    }
    return formats;
  }

  private Format formatOf(InputFile file) {
    Format format = forced != null ? forced : Format.ofName(file.name());
    if (format == null) {
      throw new RecipeException(
          "Cannot tell the format of " + file.name() + ": its ending stands for none.");
    }
    return format;
  }
}
