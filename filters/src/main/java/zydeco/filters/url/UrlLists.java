package zydeco.filters.url;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Lists read once a JVM, and what of a URL stands on them. The order of the questions and what
 * counts as a word are datatrove's.
 *
 * <p>An entry of a domain list blocks a host that equals it and, where public suffixes are known, a
 * host whose registered domain equals it, as in datatrove, which looks up no host without one, such
 * as an IP address; where they are not, every host below it, which is what UT1's lists are made
 * for.
 */
final class UrlLists {
  private static final ConcurrentHashMap<UrlRules, UrlLists> READ = new ConcurrentHashMap<>();
  private static final Pattern NO_WORD = Pattern.compile("[^a-zA-Z0-9]+");

  private final List<Named> domains = new ArrayList<>();
  private final List<Named> urls = new ArrayList<>();
  private final List<Words> words = new ArrayList<>();
  private final List<Words> softWords = new ArrayList<>();
  private final List<Subwords> subwords = new ArrayList<>();
  private final Suffixes suffixes;
  private final int softThreshold;

  private UrlLists(UrlRules rules) throws UnusableList {
    each("domains", rules.domains(), file -> domains.add(Named.read(file, true)));
    each("urls", rules.urls(), file -> urls.add(Named.read(file, false)));
    each("words", rules.words(), file -> words.add(new Words(file.name(), words(file))));
    each(
        "soft-words",
        rules.softWords(),
        file -> softWords.add(new Words(file.name(), words(file))));
    each(
        "subwords",
        rules.subwords(),
        file -> subwords.add(new Subwords(file.name(), new WordSearch(List.copyOf(words(file))))));
    Suffixes[] read = new Suffixes[1];
    each(
        "public-suffixes",
        rules.suffixes() == null ? List.of() : List.of(rules.suffixes()),
        file -> read[0] = Suffixes.read(file));
    suffixes = read[0];
    softThreshold = rules.softThreshold();
  }

  private interface Reading {
    void read(ListFile file) throws IOException;
  }

  private static void each(String key, List<ListFile> files, Reading reading) throws UnusableList {
    for (ListFile file : files) {
      try {
        reading.read(file);
      } catch (IOException e) {
        throw new UnusableList(key, e);
      }
    }
  }

  /** A list that cannot be read, or has nothing to filter by; its key in the recipe. */
  static final class UnusableList extends IOException {
    private static final long serialVersionUID = 1;
    private final String key;

    UnusableList(String key, IOException cause) {
      super(cause.getMessage(), cause);
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  /** The lists, read at the first call. */
  static UrlLists of(UrlRules rules) throws UnusableList {
    UrlLists known = READ.get(rules);
    if (known == null) {
      synchronized (READ) {
        known = READ.get(rules);
        if (known == null) {
          known = new UrlLists(rules);
          READ.put(rules, known);
        }
      }
    }
    return known;
  }

  private record Named(String name, ByteSet entries) {

    static Named read(ListFile file, boolean lowers) throws IOException {
      ByteSet entries = new ByteSet();
      file.lines(
          line -> {
            String entry = new String(line, StandardCharsets.UTF_8).strip();
            if (!entry.isEmpty() && !entry.startsWith("#")) {
              String kept = lowers ? entry.toLowerCase(Locale.ROOT) : entry;
              entries.add(kept.getBytes(StandardCharsets.UTF_8));
            }
          });
      file.requireEntries(entries.size());
      return new Named(file.name(), entries);
    }
  }

  private record Words(String name, Set<String> words) {}

  private record Subwords(String name, WordSearch search) {}

  private static Set<String> words(ListFile file) throws IOException {
    Set<String> words = new LinkedHashSet<>();
    file.lines(
        line -> {
          String text = new String(line, StandardCharsets.UTF_8);
          String word = text.startsWith("#") ? "" : lettersOf(text);
          if (!word.isEmpty()) {
            words.add(word);
          }
        });
    file.requireEntries(words.size());
    return words;
  }

  private static String lettersOf(String text) {
    return NO_WORD.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /**
   * What stands on a list.
   *
   * @param rule domain, subdomain, url, word, soft-words or subword
   * @param list its name
   * @param entry what stands there
   * @param count entries found
   */
  record Hit(String rule, String list, String entry, int count) {}

  /** The first thing about a URL that is on a list, or null. */
  Hit find(String url) {
    Hit hit = byHost(url);
    hit = hit == null ? byUrl(url) : hit;
    return hit == null ? byWord(url) : hit;
  }

  private Hit byHost(String url) {
    String host = domains.isEmpty() ? null : Hosts.of(url);
    if (host == null) {
      return null;
    }
    return suffixes == null ? byParents(host) : byRegistered(host);
  }

  private Hit byParents(String host) {
    for (Named list : domains) {
      String found = list.entries.has(host) ? host : parentOn(list, host);
      if (found != null) {
        return new Hit("domain", list.name, found, 1);
      }
    }
    return null;
  }

  private Hit byRegistered(String host) {
    String registered = suffixes.registered(host);
    if (registered == null) {
      return null;
    }
    for (Named list : domains) {
      if (list.entries.has(registered)) {
        return new Hit("domain", list.name, registered, 1);
      }
    }
    for (Named list : domains) {
      if (list.entries.has(host)) {
        return new Hit("subdomain", list.name, host, 1);
      }
    }
    return null;
  }

  private static String parentOn(Named list, String host) {
    for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      String parent = host.substring(dot + 1);
      if (list.entries.has(parent)) {
        return parent;
      }
    }
    return null;
  }

  private Hit byUrl(String url) {
    for (Named list : urls) {
      for (String form : Hosts.forms(url)) {
        if (list.entries.has(form)) {
          return new Hit("url", list.name, form, 1);
        }
      }
    }
    return null;
  }

  private Hit byWord(String url) {
    if (words.isEmpty() && softWords.isEmpty() && subwords.isEmpty()) {
      return null;
    }
    Set<String> found = new LinkedHashSet<>(List.of(NO_WORD.split(url)));
    for (Words list : words) {
      for (String word : found) {
        if (list.words.contains(word)) {
          return new Hit("word", list.name, word, 1);
        }
      }
    }
    for (Words list : softWords) {
      List<String> soft = found.stream().filter(list.words::contains).toList();
      if (soft.size() >= softThreshold) {
        return new Hit("soft-words", list.name, String.join(" ", soft), soft.size());
      }
    }
    String letters = subwords.isEmpty() ? "" : lettersOf(url);
    for (Subwords list : subwords) {
      String word = list.search.firstIn(letters);
      if (word != null) {
        return new Hit("subword", list.name, word, 1);
      }
    }
    return null;
  }
}
