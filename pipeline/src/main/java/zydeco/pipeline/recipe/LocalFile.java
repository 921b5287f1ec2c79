package zydeco.pipeline.recipe;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import zydeco.pipeline.text.Hash128;

/**
 * Files that a recipe names, such as models and word lists, on whichever machine they are opened. A
 * build on a cluster sends them to every executor, whose working folder has them under {@link
 * #sentName}; elsewhere they are where their path says.
 */
public final class LocalFile {
  private static final Map<String, Path> HERE = new ConcurrentHashMap<>();

  private LocalFile() {}

  /** What a file is called where it was sent to: it says the path and keeps the ending. */
  public static String sentName(String path) {
    String name = Path.of(path).getFileName().toString();
    int dot = name.indexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot).replaceAll("[^A-Za-z0-9.]", "");
    return "sent-" + Hash128.of(path.getBytes(StandardCharsets.UTF_8)) + ending;
  }

  /** Where a file can be opened on this machine, by its path on the one that started the job. */
  public static Path here(String path) {
    return HERE.computeIfAbsent(path, LocalFile::find);
  }

  private static Path find(String path) {
    Path sent = Path.of(sentName(path));
    return Files.exists(sent) ? sent.toAbsolutePath() : Path.of(path);
  }
}
