package zydeco.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableWriter;

/**
 * Real documents that every machine with the class path has: licences, notices and readmes inside
 * the libraries' jars, exact and near copies of each other as they are, and passages of them put
 * together anew.
 */
final class SmallCorpus {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<String> found;

  private SmallCorpus() {}

  /**
   * A document with an id of its own.
   *
   * @param id unique
   */
  record Doc(String id, String text) {}

  /** Documents, the same for every call with one seed. */
  static List<Doc> documents(int count, long seed) throws IOException {
    List<String> texts = texts();
    Random random = new Random(seed);
    List<Doc> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = texts.get(random.nextInt(texts.size()));
      documents.add(new Doc("doc-" + seed + "-" + i, i % 3 == 0 ? text : passages(text, random)));
    }
    return documents;
  }

  /** A part of a text with a few words changed: near to other parts of it, or far. */
  private static String passages(String text, Random random) {
    String[] paragraphs = text.split("\n\\s*\n");
    int from = random.nextInt(Math.max(1, paragraphs.length / 2));
    StringBuilder out = new StringBuilder();
    for (int i = from; i < Math.min(paragraphs.length, from + 12); i++) {
      out.append(paragraphs[i]).append("\n\n");
    }
    if (random.nextInt(3) == 0) {
      int cut = random.nextInt(out.length() + 1);
      out.insert(cut, " See section " + random.nextInt(1000) + ". ");
    }
    return out.toString();
  }

  private static synchronized List<String> texts() throws IOException {
    found = found == null ? find() : found;
    return found;
  }

  private static List<String> find() throws IOException {
    Map<String, String> byName = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith(".jar")) {
        read(new File(entry), byName);
      }
    }
    List<String> texts = new ArrayList<>(byName.values());
    if (texts.size() < 50) {
      throw new IllegalStateException("only " + texts.size() + " texts on the class path");
    }
    return texts;
  }

  private static void read(File jar, Map<String, String> byName) throws IOException {
    try (ZipFile zip = new ZipFile(jar)) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        boolean wanted =
            name.matches(
                "(?i)(META-INF/)?(LICENSE|NOTICE|README|DEPENDENCIES|COPYING)[^/]*|.*\\.md");
        if (wanted && entry.getSize() > 400 && entry.getSize() < 60_000) {
          try (InputStream in = zip.getInputStream(entry)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            byName.put(jar.getName() + "!" + name, text.replace("\uFFFD", ""));
          }
        }
      }
    }
  }

  /** Writes JSON lines; the name's ending says whether and how they are compressed. */
  static void jsonl(Path file, List<Doc> documents) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = compressed(file)) {
      for (Doc document : documents) {
        ObjectNode line = JSON.createObjectNode();
        line.put("text", document.text()).put("id", document.id());
        line.put("url", "https://example.org/" + document.id()).put("lang", language(document));
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static OutputStream compressed(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    if (file.toString().endsWith(".gz")) {
      return new GZIPOutputStream(out);
    }
    return file.toString().endsWith(".zst") ? new ZstdOutputStream(out).setChecksum(true) : out;
  }

  /** The language that the input says, whatever the text is. */
  private static String language(Doc document) {
    return document.id().hashCode() % 4 == 0 ? "de" : "en";
  }

  /** Writes a Parquet file in FineWeb's columns. */
  static void parquet(Path file, List<Doc> documents) throws IOException {
    Files.createDirectories(file.getParent());
    TableSchema schema =
        TableSchema.builder()
            .strings("text")
            .strings("id")
            .strings("url")
            .strings("dump")
            .strings("lang")
            .build();
    try (TableWriter writer =
        TableWriter.create(Storage.plain(), file.toAbsolutePath().toString(), schema)) {
      for (Doc document : documents) {
        writer.set(0, document.text()).set(1, document.id());
        writer.set(2, "https://example.org/" + document.id()).set(3, "SMALL-1");
        writer.set(4, language(document)).append();
      }
      writer.commit();
    }
  }

  /** Three sources that overlap, and the recipe that builds them; gives the recipe's path. */
  static Path build(Path folder, int scale) throws IOException {
    List<Doc> all = documents(6 * scale, 1);
    parquet(folder.resolve("in/best/part-0.parquet"), all.subList(0, 2 * scale));
    List<Doc> middle = new ArrayList<>(documents(2 * scale, 2));
    middle.addAll(renamed(all.subList(0, scale), "copy-"));
    Collections.shuffle(middle, new Random(3));
    jsonl(folder.resolve("in/middle/a.jsonl.zst"), middle.subList(0, scale));
    jsonl(folder.resolve("in/middle/b.jsonl.gz"), middle.subList(scale, middle.size()));
    jsonl(folder.resolve("in/last/a.jsonl"), renamed(all.subList(scale, 4 * scale), "last-"));
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(recipe, recipe(folder));
    return recipe;
  }

  static List<Doc> renamed(List<Doc> documents, String prefix) {
    return documents.stream().map(d -> new Doc(prefix + d.id(), d.text())).toList();
  }

  /** A recipe over the three sources with every kind of stage. */
  static String recipe(Path folder) throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    for (String name :
        List.of(
            "demo-quality.onnx",
            "demo-quality.card.json",
            "demo-quality.tokenizer.json",
            "demo-tokenizer.json")) {
      Path to = models.resolve(name);
      if (!Files.exists(to)) {
        Files.copy(Path.of("models", name), to);
      }
    }
    return """
        recipe: small
        schema: 1
        seed: 17
        sources:
          - best: {format: fineweb, paths: [in/best/*.parquet]}
          - middle: {format: jsonl, paths: ["in/middle/*"]}
          - last: {format: jsonl, paths: [in/last/*.jsonl]}
        stages:
          - signals: [gopher-quality, fineweb]
          - check: {rules: [gopher-quality], bounds: {word-count: {max: 9000}}}
          - exact-dedup: {on: text}
          - fuzzy-dedup: {shingles: {unit: char, size: 25}, bands: 16, rows: 8, keep: top-source}
          - score: {model: models/demo-quality.onnx, as: quality, on: [middle, last]}
          - check: {bounds: {quality: {min: 0.05}}}
        output:
          documents: {format: parquet, compression: zstd}
          shards:
            tokenizer: models/demo-tokenizer.json
            sequence: 256
            packing: best-fit
            held-out: 0.05
            shard-tokens: 40k
        """;
  }
}
