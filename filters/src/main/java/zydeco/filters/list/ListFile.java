package zydeco.filters.list;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Word lists as files: one entry a line, or JSON with a list under {@code words}. */
public final class ListFile {
  private static final Map<String, Object> LOADED = new ConcurrentHashMap<>();

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ListFile() {}

  /**
   * What a file was made into, once a JVM.
   *
   * @param kind tells different uses of one file apart
   * @param make makes it from the path
   */
  @SuppressWarnings("unchecked")
  public static <T> T once(String kind, Path file, Function<Path, T> make) {
    return (T) LOADED.computeIfAbsent(kind + "\0" + stamp(file), key -> make.apply(file));
  }

  /** A folder of a cluster's driver is not here; its files are. */
  private static String stamp(Path file) {
    try {
      return file + "\0" + Files.getLastModifiedTime(file).toMillis();
    } catch (NoSuchFileException e) {
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the list " + file, e);
    }
  }

  /**
   * The entries as they stand, blanks at their ends kept; empty lines are none. A file without any
   * is an IllegalArgumentException.
   */
  public static List<String> entries(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      List<String> entries =
          file.toString().endsWith(".json")
              ? json(text)
              : text.lines().filter(l -> !l.isEmpty()).toList();
      if (entries.stream().allMatch(String::isBlank)) {
        throw new IllegalArgumentException("the list " + file + " has no entry");
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the list " + file, e);
    }
  }

  private static List<String> json(String text) throws IOException {
    JsonNode root = parsed(text);
    JsonNode words = root.has("words") ? root.get("words") : root;
    if (!words.isArray()) {
      throw new IOException("it is no list, nor has it one under 'words'");
    }
    List<String> entries = new ArrayList<>();
    words.forEach(word -> entries.add(word.asText()));
    return entries;
  }

  /** The JSON of a text; the IOException of what is none says where it cannot be read. */
  public static JsonNode parsed(String text) throws IOException {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place = "line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new IOException("it is no JSON: " + place + " cannot be read", e);
    }
  }
}
