package zydeco.jobs.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import zydeco.pipeline.text.Hash128;

/**
 * Which pages of a documentation jar go into the corpus.
 *
 * @param kind how much of what surrounds the documentation is taken along
 * @param pages at most so many of a jar, chosen by the hash of their paths: the same pages of each
 *     release, whatever else a release adds
 * @param pageBytes pages above this size are passed over
 */
record JarPages(Kind kind, int pages, int pageBytes) {

  /** What a source keeps of a documentation site. */
  enum Kind {
    /** The pages of packages and types. */
    DOCUMENTATION,
    /** Those, and the lists of where a type is used. */
    SITE,
    /** Every page: also source listings, indexes, frames and help. */
    EVERYTHING
  }

  /** The chosen pages in the order of their paths. */
  List<Page> of(DocumentationJar jar, Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<ZipEntry> chosen =
          zip.stream()
              .map(ZipEntry.class::cast)
              .filter(entry -> takes(entry.getName()) && entry.getSize() <= pageBytes)
              .sorted(
                  Comparator.comparing((ZipEntry entry) -> Hash128.ofParts(entry.getName()))
                      .thenComparing(ZipEntry::getName))
              .limit(pages)
              .sorted(Comparator.comparing(ZipEntry::getName))
              .toList();
      List<Page> read = new ArrayList<>();
      for (ZipEntry entry : chosen) {
        read.add(new Page(jar, entry.getName(), date(entry), bytes(zip, entry)));
      }
      return read;
    }
  }

  private boolean takes(String path) {
    return path.endsWith(".html")
        && switch (kind) {
          case DOCUMENTATION -> !isSurround(path) && !isUse(path);
          case SITE -> !isSurround(path);
          case EVERYTHING -> true;
        };
  }

  private static boolean isUse(String path) {
    return path.contains("class-use/") || path.endsWith("package-use.html");
  }

  private static boolean isSurround(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return path.startsWith("src-html/")
        || path.startsWith("legal/")
        || path.startsWith("index-files/")
        || name.endsWith("package-frame.html")
        || name.endsWith("package-tree.html")
        || (!path.contains("/") && !name.equals("index.html"));
  }

  private static String date(ZipEntry entry) {
    return entry
        .getTimeLocal()
        .truncatedTo(ChronoUnit.SECONDS)
        .atOffset(java.time.ZoneOffset.UTC)
        .toInstant()
        .toString();
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
