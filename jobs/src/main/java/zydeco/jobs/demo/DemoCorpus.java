package zydeco.jobs.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.text.Hash128;

/**
 * The demo's corpus: three ranked sources of real pages, made from the documentation jars of
 * well-known libraries. {@code guides} (the newest releases, texts in FineWeb's columns), {@code
 * mirror} (releases before them, texts in DCLM's fields, and some broken lines and a truncated
 * file), {@code crawl} (old releases and other libraries, HTML in WARC, one file truncated). They
 * overlap: one library in several releases, some releases in two sources. The same jars give the
 * same documents.
 */
public final class DemoCorpus {
  /** What a source holds. */
  public record Counts(String source, int libraries, int pages, long bytes) {}

  private static final String LAYOUT = "1";
  private static final int PAGE_BYTES = 400_000;
  private static final Map<String, JarPages> CHOICE =
      Map.of(
          "guides", new JarPages(JarPages.Kind.DOCUMENTATION, 250, PAGE_BYTES),
          "mirror", new JarPages(JarPages.Kind.SITE, 300, PAGE_BYTES),
          "crawl", new JarPages(JarPages.Kind.EVERYTHING, 260, PAGE_BYTES));

  private DemoCorpus() {}

  /**
   * Makes {@code outDir/corpus} with a folder for each source, unless it is there already.
   *
   * @param cacheDir where documentation jars are kept from one demo to the next; what is missing
   *     there is fetched with one Maven call
   * @param progress told what is done, a line at a time
   * @return what each source holds, best source first
   * @throws BuildException in one sentence, where the jars cannot be had
   */
  public static List<Counts> build(Path cacheDir, Path outDir, PrintStream progress)
      throws IOException {
    return build(DocumentationJars.committed(), cacheDir, outDir, progress);
  }

  static List<Counts> build(
      DocumentationJars jars, Path cacheDir, Path outDir, PrintStream progress) throws IOException {
    Path corpus = outDir.resolve("corpus");
    String fingerprint = fingerprint(jars);
    if (isBuilt(corpus, fingerprint)) {
      progress.println("Demo corpus: already in " + corpus);
      return counts(corpus);
    }
    jars.fetch(cacheDir, progress);
    Path aside = outDir.resolve("corpus.partial");
    delete(aside);
    List<Counts> counts = new ArrayList<>();
    for (String source : List.of("guides", "mirror", "crawl")) {
      Counts made = source(source, jars.list(), cacheDir, aside.resolve(source));
      counts.add(made);
      progress.println(said(made));
    }
    Files.writeString(aside.resolve("corpus.json"), json(fingerprint, counts));
    delete(corpus);
    Files.move(aside, corpus, StandardCopyOption.ATOMIC_MOVE);
    return counts;
  }

  private static Counts source(
      String source, List<DocumentationJar> jars, Path cacheDir, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Page> pages = new ArrayList<>();
    List<DocumentationJar> own = jars.stream().filter(jar -> jar.source().equals(source)).toList();
    for (DocumentationJar jar : own) {
      pages.addAll(CHOICE.get(source).of(jar, jar.below(cacheDir)));
    }
    long bytes =
        switch (source) {
          case "guides" -> guides(folder, pages);
          case "mirror" -> mirror(folder, pages);
          default -> crawl(folder, pages);
        };
    long libraries = own.stream().map(DocumentationJar::artifact).distinct().count();
    return new Counts(source, (int) libraries, pages.size(), bytes);
  }

  private static long guides(Path folder, List<Page> pages) throws IOException {
    long bytes = 0;
    for (int i = 0; i < 2; i++) {
      bytes += GuidesFile.write(folder.resolve("part-0000" + i + ".parquet"), part(pages, i, 2));
    }
    return bytes;
  }

  private static long mirror(Path folder, List<Page> pages) throws IOException {
    List<Page> cut = pages.subList(pages.size() - Math.min(40, pages.size() / 4), pages.size());
    List<Page> whole = pages.subList(0, pages.size() - cut.size());
    Path truncated = folder.resolve("part-00002.jsonl.zst");
    long bytes =
        MirrorFile.write(folder.resolve("part-00000.jsonl.zst"), part(whole, 0, 2), List.of())
            + MirrorFile.write(
                folder.resolve("part-00001.jsonl.zst"), part(whole, 1, 2), BrokenInput.lines())
            + MirrorFile.write(truncated, cut, List.of());
    BrokenInput.truncate(truncated, 0.6);
    return bytes;
  }

  private static long crawl(Path folder, List<Page> pages) throws IOException {
    List<Page> cut = pages.subList(pages.size() - Math.min(20, pages.size() / 4), pages.size());
    List<Page> whole = pages.subList(0, pages.size() - cut.size());
    Path truncated = folder.resolve("crawl-00002.warc.gz");
    long bytes =
        CrawlFile.write(folder.resolve("crawl-00000.warc.gz"), part(whole, 0, 2))
            + CrawlFile.write(folder.resolve("crawl-00001.warc.gz"), part(whole, 1, 2))
            + CrawlFile.write(truncated, cut);
    BrokenInput.truncate(truncated, 0.9);
    return bytes;
  }

  private static List<Page> part(List<Page> pages, int part, int parts) {
    return pages.subList(pages.size() * part / parts, pages.size() * (part + 1) / parts);
  }

  private static String said(Counts counts) {
    return String.format(
        Locale.ROOT,
        "Demo corpus: %-7s %5d pages of %2d libraries, %6.1f MB%s",
        counts.source(),
        counts.pages(),
        counts.libraries(),
        counts.bytes() / 1e6,
        counts.source().equals("crawl") ? " of HTML" : " of text");
  }

  private static String fingerprint(DocumentationJars jars) {
    return Hash128.ofParts(
            LAYOUT, jars.list().toString(), new java.util.TreeMap<>(CHOICE).toString())
        .toString();
  }

  private static boolean isBuilt(Path corpus, String fingerprint) throws IOException {
    Path said = corpus.resolve("corpus.json");
    return Files.exists(said)
        && new JsonMapper()
            .readTree(said.toFile())
            .path("fingerprint")
            .asText()
            .equals(fingerprint);
  }

  private static List<Counts> counts(Path corpus) throws IOException {
    JsonMapper mapper = new JsonMapper();
    List<Counts> counts = new ArrayList<>();
    for (var node : mapper.readTree(corpus.resolve("corpus.json").toFile()).get("sources")) {
      counts.add(mapper.treeToValue(node, Counts.class));
    }
    return counts;
  }

  private static String json(String fingerprint, List<Counts> counts) throws IOException {
    JsonMapper mapper = new JsonMapper();
    ObjectNode said = mapper.createObjectNode().put("fingerprint", fingerprint);
    said.set("sources", mapper.valueToTree(counts));
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(said) + "\n";
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> below = Files.walk(folder)) {
        for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
