package zydeco.dedup.decontamination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import zydeco.pipeline.corpus.Codec;

/** The runs of n words of evaluation sets, each with the sets that have it. */
public final class Benchmarks implements Serializable {
  private static final Pattern ENDING = Pattern.compile("\\.(jsonl|json|txt)$");

  /*
   * Open addressing on the grams' own bits; 12 bytes a slot, at most half of them taken. Zero marks
   * an empty slot.
   */
  private final int size;
  private final List<String> names = new ArrayList<>();
  private final List<int[]> samples = new ArrayList<>();
  private long[] grams = new long[1 << 16];
  private int[] groups = new int[1 << 16];
  private final Holders holders = new Holders();
  private int taken;

  /**
   * An evaluation set.
   *
   * @param name its file's, without endings
   * @param samples lines that are not blank
   * @param unsearchable those of them that have no run of words of the length looked for
   */
  public record Set(String name, int samples, int unsearchable) {}

  private Benchmarks(int size) {
    this.size = size;
  }

  /**
   * Reads the files: JSON lines, of which every string counts, or text, of which every line does;
   * either may be compressed by a {@link Codec}. A set is named by its file without endings and,
   * where another file's name is the same, by the folders that tell them apart.
   */
  static Benchmarks read(List<Path> files, int size) throws IOException {
    Benchmarks benchmarks = new Benchmarks(size);
    List<String> names = names(files);
    for (int i = 0; i < files.size(); i++) {
      benchmarks.read(files.get(i), names.get(i));
    }
    return benchmarks;
  }

  private static List<String> names(List<Path> files) {
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      int parts = 1;
      while (parts < file.getNameCount() && !isAlone(last(file, parts), parts, files)) {
        parts++;
      }
      String name = last(file, parts);
      names.add(isAlone(name, parts, files) ? name : file.getFileName().toString());
    }
    return names;
  }

  private static boolean isAlone(String name, int parts, List<Path> files) {
    return files.stream().filter(file -> last(file, parts).equals(name)).count() == 1;
  }

  /** The last parts of a path, without endings. */
  private static String last(Path file, int parts) {
    int from = Math.max(0, file.getNameCount() - parts);
    String name = Codec.bare(file.subpath(from, file.getNameCount()).toString());
    return ENDING.matcher(name).replaceFirst("");
  }

  private void read(Path file, String name) throws IOException {
    try {
      readLines(file, name);
    } catch (ZipException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private void readLines(Path file, String name) throws IOException {
    Matcher ending = ENDING.matcher(Codec.bare(file.getFileName().toString()));
    if (!ending.find()) {
      throw new IOException("the ending of " + file + " stands for no format of sets");
    }
    names.add(name);
    samples.add(new int[2]);
    boolean json = ending.group(1).startsWith("json");
    ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    Grams reader = new Grams(size);
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = Codec.decompress(file.toString(), raw);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String read = lines.readLine(); read != null; read = lines.readLine()) {
        number++;
        String line = number == 1 && read.startsWith("\ufeff") ? read.substring(1) : read;
        if (!line.isBlank()) {
          long found = json ? add(tree(mapper, line, file, number), reader) : add(line, reader);
          int[] count = samples.get(samples.size() - 1);
          count[0]++;
          count[1] += found == 0 ? 1 : 0;
        }
      }
    }
  }

  private static JsonNode tree(ObjectMapper mapper, String line, Path file, int number)
      throws IOException {
    try {
      return mapper.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ":" + number + ": the line is not one value of JSON", e);
    }
  }

  private long add(JsonNode node, Grams reader) {
    long found = node.isTextual() ? add(node.textValue(), reader) : 0;
    for (JsonNode child : node) {
      found += add(child, reader);
    }
    return found;
  }

  private long add(String text, Grams reader) {
    long[] found = reader.of(text.getBytes(StandardCharsets.UTF_8));
    for (long gram : found) {
      put(gram, names.size() - 1);
    }
    return found.length;
  }

  private void put(long gram, int set) {
    if (2 * taken >= grams.length) {
      grow();
    }
    int slot = slot(gram);
    if (grams[slot] == 0) {
      grams[slot] = gram;
      groups[slot] = holders.with(-1, set);
      taken++;
    } else {
      groups[slot] = holders.with(groups[slot], set);
    }
  }

  private void grow() {
    long[] oldGrams = grams;
    int[] oldGroups = groups;
    grams = new long[2 * oldGrams.length];
    groups = new int[grams.length];
    for (int i = 0; i < oldGrams.length; i++) {
      if (oldGrams[i] != 0) {
        int slot = slot(oldGrams[i]);
        grams[slot] = oldGrams[i];
        groups[slot] = oldGroups[i];
      }
    }
  }

  private int slot(long gram) {
    int mask = grams.length - 1;
    int slot = (int) gram & mask;
    while (grams[slot] != 0 && grams[slot] != gram) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The group of the sets that have that run of words, or -1. */
  int group(long gram) {
    int slot = slot(gram);
    return grams[slot] == gram && gram != 0 ? groups[slot] : -1;
  }

  Holders holders() {
    return holders;
  }

  String name(int set) {
    return names.get(set);
  }

  int size() {
    return size;
  }

  int sets() {
    return names.size();
  }

  List<Set> list() {
    List<Set> list = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      list.add(new Set(names.get(i), samples.get(i)[0], samples.get(i)[1]));
    }
    return list;
  }

  /** A line a set: samples, and how many of them are too short to be looked for. */
  String describe() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      lines.append(
          String.format(
              "%s: %d samples, %d without a run of %d words%n",
              names.get(i), samples.get(i)[0], samples.get(i)[1], size));
    }
    return lines.append(taken).append(" runs of words in all").toString();
  }
}
