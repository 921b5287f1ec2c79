package zydeco.filters.redpajama;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zydeco.filters.list.ListFile;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.Segments;
import zydeco.filters.url.Hosts;
import zydeco.pipeline.recipe.LocalFile;

/** The categories that the University of Toulouse's lists give to a document's host. */
final class UrlSignals {
  private static final String LIST = "ut1";
  private static final List<String> CATEGORIES =
      List.of(
          "adult",
          "agressif",
          "agressive",
          "arjel",
          "chat",
          "dating",
          "ddos",
          "filehosting",
          "gambling",
          "mixed_adult",
          "phishing",
          "porn",
          "violence");

  static final List<Signal> ROWS =
      List.of(
          new Signal(
                  "rps_doc_ut1_blacklist",
                  "category",
                  "0..",
                  "RedPajama-V2",
                  "The number of the set of UT1 categories of the host (the field source_domain, or"
                      + " that of the URL); undefined where it is in none.",
                  UrlSignals::category)
              .needing(LIST));

  private UrlSignals() {}

  private static double category(Segments segments) {
    String host = host(segments);
    Map<String, Integer> numbers =
        ListFile.once(LIST, segments.lists().path(LIST), UrlSignals::read);
    Integer number = host == null ? null : numbers.get(host);
    return number == null ? Double.NaN : number;
  }

  private static String host(Segments segments) {
    if (segments.document() == null) {
      return null;
    }
    String domain = CcnetSignals.Metadata.of(segments).text("source_domain");
    String url = segments.document().url();
    return domain != null || url == null ? domain : Hosts.of(url);
  }

  /** A folder that has {@code CATEGORY/domains}, or the origin's domain_to_category_id.json. */
  private static Map<String, Integer> read(Path path) {
    try {
      return Files.isRegularFile(path) ? ofJson(path) : ofFolder(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the list " + path, e);
    }
  }

  private static Map<String, Integer> ofJson(Path path) throws IOException {
    JsonNode root = ListFile.parsed(Files.readString(path));
    if (!root.isObject()) {
      throw new IllegalArgumentException(
          "the list " + path + " is neither a folder nor JSON with a number for each domain");
    }
    Map<String, Integer> numbers = new HashMap<>();
    root.fields().forEachRemaining(entry -> numbers.put(entry.getKey(), entry.getValue().asInt()));
    return numbers;
  }

  private static Map<String, Integer> ofFolder(Path folder) throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    for (int category = 0; category < CATEGORIES.size(); category++) {
      Path domains =
          LocalFile.here(folder.resolve(CATEGORIES.get(category)).resolve("domains").toString());
      int bit = 1 << category;
      if (Files.exists(domains)) {
        try (BufferedReader lines = Files.newBufferedReader(domains, StandardCharsets.UTF_8)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            numbers.merge(line.strip(), bit, (a, b) -> a | b);
          }
        }
      }
    }
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException(
          "the list " + folder + " has no category's folder with a file 'domains'");
    }
    Integer[] ofBits = new Integer[1 << CATEGORIES.size()];
    Arrays.setAll(ofBits, bits -> number(places(bits)));
    numbers.replaceAll((domain, bits) -> ofBits[bits]);
    return numbers;
  }

  private static List<Integer> places(int bits) {
    return BitSet.valueOf(new long[] {bits}).stream().boxed().toList();
  }

  /**
   * The place of a set of categories among all of them: smaller sets first, equally large ones in
   * the order of their categories.
   */
  static int number(List<Integer> set) {
    int all = CATEGORIES.size();
    int number = 0;
    for (int size = 1; size < set.size(); size++) {
      number += choose(all, size);
    }
    int next = 0;
    for (int i = 0; i < set.size(); i++) {
      for (int skipped = next; skipped < set.get(i); skipped++) {
        number += choose(all - skipped - 1, set.size() - i - 1);
      }
      next = set.get(i) + 1;
    }
    return number;
  }

  private static int choose(int of, int size) {
    long ways = 1;
    for (int i = 0; i < size; i++) {
      ways = ways * (of - i) / (i + 1);
    }
    return (int) ways;
  }
}
