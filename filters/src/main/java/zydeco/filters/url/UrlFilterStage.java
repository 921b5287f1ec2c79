package zydeco.filters.url;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/**
 * Drops documents whose URL stands on a list. In a recipe:
 *
 * <pre>
 * url-filter: {domains: [ut1.tar.gz!adult/domains], urls: [urls.txt.gz], words: [banned.txt],
 *              soft-words: [soft.txt], soft-threshold: 2, subwords: [parts.txt]}
 * </pre>
 *
 * The ledger has the rule ({@code domain}, {@code subdomain}, {@code url}, {@code word}, {@code
 * soft-words}, {@code subword}, {@code no-url}; of a recipe's second such stage {@code domain (2)}
 * and so on), how many entries were found, and which of which list.
 */
public final class UrlFilterStage implements DocumentStage {
  private static final String NAME = "url-filter";

  private final UrlRules rules;
  private final boolean needsUrl;
  private final int number;

  private UrlFilterStage(UrlRules rules, boolean needsUrl, int number) {
    this.rules = rules;
    this.needsUrl = needsUrl;
    this.number = number;
  }

  /**
   * Reads the stage from what stands under {@code url-filter}, and its lists.
   *
   * @param number 1 for a recipe's first of this kind, 2 for the second
   */
  public static UrlFilterStage of(Settings settings, int number) {
    List<ListFile> suffixes = files(settings, "public-suffixes");
    UrlRules rules =
        new UrlRules(
            files(settings, "domains"),
            files(settings, "urls"),
            files(settings, "words"),
            files(settings, "soft-words"),
            (int) settings.integer("soft-threshold", 1, 1_000),
            files(settings, "subwords"),
            suffixes.isEmpty() ? null : suffixes.get(0));
    boolean needsUrl = settings.choice("without-url", "keep", "drop").equals("drop");
    settings.finish();
    if (rules.domains().isEmpty()
        && rules.urls().isEmpty()
        && rules.words().isEmpty()
        && rules.softWords().isEmpty()
        && rules.subwords().isEmpty()
        && !needsUrl) {
      throw settings.error(
          "", "Cannot filter URLs: no list is named.", "Name one, such as 'domains'.");
    }
    try {
      UrlLists.of(rules);
    } catch (UrlLists.UnusableList e) {
      throw settings.error(
          e.key(),
          "Cannot read the lists: " + e.getMessage() + ".",
          "Mend the file, or name it no more.");
    }
    return new UrlFilterStage(rules, needsUrl, number);
  }

  private static List<ListFile> files(Settings settings, String key) {
    List<ListFile> files = new ArrayList<>();
    if (settings.has(key)) {
      settings.texts(key).forEach(name -> files.add(file(settings, key, name)));
    }
    return files;
  }

  private static ListFile file(Settings settings, String key, String name) {
    int mark = name.indexOf('!');
    Path path = settings.resolve(mark < 0 ? name : name.substring(0, mark));
    if (!Files.isRegularFile(path)) {
      throw settings.error(
          key, Settings.whyNoFile(path), "Paths are relative to the folder of the recipe.");
    }
    if (mark < 0 && ListFile.isArchive(name)) {
      throw settings.error(
          key,
          "Cannot tell which list of " + name + " is meant: it is an archive.",
          "Write " + name + "!MEMBER, such as " + name + "!adult/domains.");
    }
    return new ListFile(name, path.toString(), mark < 0 ? null : name.substring(mark + 1));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> localFiles() {
    return rules.files().map(ListFile::path).toList();
  }

  @Override
  public Judge open(Columns columns) {
    try {
      return new Looking(UrlLists.of(rules), needsUrl, number);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the lists of url-filter must be readable on every machine of the job", e);
    }
  }

  private record Looking(UrlLists lists, boolean needsUrl, int number) implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      if (document.url() == null) {
        return needsUrl
            ? new Verdict.Drop(
                new Reason(NAME, Reason.numbered("no-url", number), Double.NaN, "a URL"))
            : new Verdict.Keep(document);
      }
      UrlLists.Hit hit = lists.find(document.url());
      return hit == null
          ? new Verdict.Keep(document)
          : new Verdict.Drop(
              new Reason(
                  NAME,
                  Reason.numbered(hit.rule(), number),
                  hit.count(),
                  "not '" + hit.entry() + "' of " + hit.list()));
    }
  }
}
