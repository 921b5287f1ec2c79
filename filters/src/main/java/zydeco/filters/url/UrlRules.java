package zydeco.filters.url;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which lists a URL is held against.
 *
 * @param domains blocked hosts and domains
 * @param urls blocked URLs
 * @param words one of them blocks, as a word of the URL
 * @param softWords so many of one list block
 * @param softThreshold how many
 * @param subwords one of them blocks, anywhere in the URL's letters and digits
 * @param suffixes public suffixes, or null
 */
record UrlRules(
    List<ListFile> domains,
    List<ListFile> urls,
    List<ListFile> words,
    List<ListFile> softWords,
    int softThreshold,
    List<ListFile> subwords,
    ListFile suffixes)
    implements Serializable {

  UrlRules {
    domains = List.copyOf(domains);
    urls = List.copyOf(urls);
    words = List.copyOf(words);
    softWords = List.copyOf(softWords);
    subwords = List.copyOf(subwords);
  }

  /** Every list. */
  Stream<ListFile> files() {
    return Stream.of(
            domains, urls, words, softWords, subwords, Stream.ofNullable(suffixes).toList())
        .flatMap(List::stream);
  }
}
