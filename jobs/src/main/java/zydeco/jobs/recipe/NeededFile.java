package zydeco.jobs.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import zydeco.dedup.decontamination.DecontaminateStage;
import zydeco.filters.language.Language;
import zydeco.filters.list.Lists;
import zydeco.pipeline.recipe.Settings;

/**
 * A file that a recipe needs beside its sources.
 *
 * @param key where the recipe names it, such as {@code stages[3].score.model}
 * @param named as the recipe names it
 * @param path where that is
 */
public record NeededFile(String key, String named, Path path) {
  /** Keys whose values are always files. */
  private static final Set<String> FILES = Set.of("model", "tokenizer");

  /** Keys of url-filter that have values which are no files. */
  private static final Set<String> NO_LISTS = Set.of("soft-threshold", "without-url");

  /**
   * Every file that the lists, languages, stages and output of a recipe name: the values of keys
   * that take files, what has a path's slashes or a usual ending of lists and models, and what is a
   * file; and beside an ONNX model its card and its tokenizer where they stand there.
   */
  public static List<NeededFile> of(Settings root) {
    Set<NeededFile> files = new LinkedHashSet<>();
    for (Settings.Value value : root.values("lists", "languages", "stages", "output")) {
      NeededFile file = of(root, value);
      if (file != null) {
        files.addAll(file.meant());
        companions(file, files);
      }
    }
    return new ArrayList<>(files);
  }

  /** Whether it is a file, or a folder where a list or a tokenizer may be one. */
  public boolean isThere() {
    return Files.isRegularFile(path) || isFolder();
  }

  private boolean isFolder() {
    return (key.startsWith("lists.") || key.endsWith(".tokenizer")) && Files.isDirectory(path);
  }

  /** The files that a pattern of evaluation sets means; else the one itself. */
  private List<NeededFile> meant() {
    if (!key.contains(".decontaminate.against") || Files.exists(path)) {
      return List.of(this);
    }
    List<NeededFile> meant =
        DecontaminateStage.matching(path).stream()
            .map(file -> new NeededFile(key, beside(file.getFileName()), file))
            .toList();
    return meant.isEmpty() ? List.of(this) : meant;
  }

  private String beside(Path name) {
    return Path.of(named).resolveSibling(name).toString();
  }

  /** The length of the file, or of all files of the folder. */
  public long bytes() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** As a build's fingerprint has it. */
  public String sha256() {
    return new Lists(Map.of(key, path.toString())).sha256(key);
  }

  private static NeededFile of(Settings root, Settings.Value value) {
    String text = value.text();
    int mark = text.indexOf('!');
    String name = mark > 0 ? text.substring(0, mark) : text;
    boolean rules = value.where().startsWith("languages.") && Language.namesRules(name);
    if (name.isBlank() || name.equals("null") || name.indexOf('\n') >= 0 || rules) {
      return null;
    }
    try {
      Path path = root.resolve(name);
      boolean isFile =
          value.where().startsWith("lists.")
              || value.where().startsWith("languages.")
              || FILES.contains(value.key())
              || value.where().contains("].url-filter.") && !NO_LISTS.contains(value.key())
              || looksLikeOne(name)
              || Files.isRegularFile(path);
      return isFile ? new NeededFile(value.where(), text, path) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static boolean looksLikeOne(String name) {
    return name.matches(
        "[^ ]*\\.(txt|json|jsonl|csv|tsv|gz|zst|tar|tgz|onnx|bin|ftz|arpa|dat|model)");
  }

  /** What stands beside a model under the model's name. */
  private static void companions(NeededFile model, Set<NeededFile> to) {
    String name = model.path.getFileName().toString();
    if (!name.endsWith(".onnx")) {
      return;
    }
    String stem = name.substring(0, name.length() - ".onnx".length());
    for (String ending : List.of(".card.json", ".tokenizer.json", ".onnx.data")) {
      Path beside = model.path.resolveSibling(stem + ending);
      if (Files.isRegularFile(beside)) {
        String named = model.named.replace(name, stem + ending);
        to.add(new NeededFile(model.key, named, beside));
      }
    }
  }
}
