package zydeco.dedup.earlier;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.FileHash;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.Publication;

/**
 * Deduplication across builds: what a stage leaves for later ones, and which earlier ones it looks
 * at.
 *
 * @param publish what stands in the index
 * @param earlier the builds that it is compared with
 */
public record Across(Publish publish, EarlierBuilds earlier) implements Serializable {
  public static final Across NONE = new Across(Publish.NONE, EarlierBuilds.NONE);

  /** What an index holds. */
  enum Publish {
    /** There is none. */
    NONE,
    /** What is compared: hashes, or signatures and band keys. */
    KEYS,
    /** Texts, too, for exact verification. */
    TEXTS
  }

  /**
   * Reads, where given, {@code publish}, {@code against} (folders of finished builds), {@code
   * remove-from: new | both} and {@code ranking}. Throws RecipeException, also where a build has no
   * index that this stage could be compared with.
   *
   * @param sources the recipe's, best first
   * @param texts whether the stage compares texts, so that an index must have them
   * @param publishable words that {@code publish} may be
   */
  public static Across of(
      Settings settings,
      Compared compared,
      List<String> sources,
      boolean texts,
      String... publishable) {
    Publish publish =
        settings.textOrNull("publish") == null
            ? Publish.NONE
            : Publish.valueOf(settings.choice("publish", publishable).toUpperCase(Locale.ROOT));
    boolean both =
        settings.textOrNull("remove-from") != null
            && settings.choice("remove-from", "new", "both").equals("both");
    List<String> ranking = settings.has("ranking") ? settings.texts("ranking") : sources;
    List<PublishedIndex> indexes = new ArrayList<>();
    if (settings.has("against")) {
      for (String build : settings.texts("against")) {
        PublishedIndex index = new Search(settings, compared, texts, both).index(build);
        if (indexes.contains(index)) {
          throw settings.error(
              "against",
              "Cannot compare with " + build + " twice: each of its documents has itself as copy.",
              "Name each build once.");
        }
        indexes.add(index);
      }
    }
    if (both && indexes.isEmpty()) {
      throw settings.error(
          "remove-from",
          "Cannot remove from both sides: there is one, without 'against'.",
          "Name the build on the other side under 'against', or leave 'remove-from' out.");
    }
    if (both) {
      checkRanking(settings, indexes, sources, ranking);
    } else if (settings.has("ranking")) {
      throw settings.error(
          "ranking",
          "Cannot rank sources: only with 'remove-from: both' are those of both sides ranked.",
          "Add it, or leave 'ranking' out: the order of 'sources' ranks them.");
    }
    return new Across(publish, new EarlierBuilds(indexes, both, ranking));
  }

  private static void checkRanking(
      Settings settings, List<PublishedIndex> indexes, List<String> sources, List<String> ranking) {
    Set<String> needed = new LinkedHashSet<>(sources);
    indexes.forEach(index -> needed.addAll(index.sources()));
    ranking.forEach(needed::remove);
    if (!needed.isEmpty()) {
      throw settings.error(
          settings.has("ranking") ? "ranking" : "remove-from",
          "Cannot rank both sides: nothing says where '"
              + needed.iterator().next()
              + "' stands among the sources.",
          "Name the sources of both sides under 'ranking', the best first.");
    }
  }

  /** Finds what a build published for a stage. */
  private record Search(Settings settings, Compared compared, boolean texts, boolean both) {
    PublishedIndex index(String named) {
      Storage storage = Storage.plain();
      String location = Storage.isUri(named) ? named : settings.resolve(named).toString();
      BuildFolder build = BuildFolder.at(storage, location);
      try {
        if (!build.isFinished()) {
          throw refused(
              named, "it holds no finished build", "Name the folder that a build was made in.");
        }
        return fitting(named, PublishedIndex.of(storage, build.root()));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + location, e);
      }
    }

    private PublishedIndex fitting(String named, List<PublishedIndex> indexes) {
      List<PublishedIndex> own =
          indexes.stream()
              .filter(index -> index.compared().stage().equals(compared.stage()))
              .toList();
      if (own.isEmpty()) {
        throw refused(
            named,
            "it published no index of " + compared.stage(),
            "Build it with 'publish: " + (texts ? "texts" : "keys") + "' in that stage.");
      }
      PublishedIndex fitting = null;
      for (PublishedIndex index : own) {
        boolean namesake = index.compared().label().equals(compared.label());
        if (index.compared().comparesWith(compared) && (fitting == null || namesake)) {
          fitting = index;
        }
      }
      if (fitting == null) {
        throw refused(
            named,
            "its index is of other parameters ("
                + own.get(0).compared().parameters()
                + ") than this stage's ("
                + compared.parameters()
                + ")",
            "Give both the same.");
      }
      checkUse(named, fitting);
      return fitting;
    }

    private void checkUse(String named, PublishedIndex index) {
      if (texts && !index.texts() && index.documents() > 0) {
        throw refused(
            named,
            "its index has no texts, which 'verify: exact' compares",
            "Build it with 'publish: texts', or verify by signature.");
      }
      List<String> order = index.compared().orderBy();
      if (both && !order.equals(compared.orderBy())) {
        throw refused(
            named,
            "it was ordered by " + order + ", this stage orders by " + compared.orderBy(),
            "Give both the same 'order-by', or use 'remove-from: new'.");
      }
    }

    private RuntimeException refused(String named, String why, String mend) {
      return settings.error("against", "Cannot compare with " + named + ": " + why + ".", mend);
    }
  }

  /** What the indexes hold: changes where a build is made anew. */
  public String inputs() {
    StringBuilder hashes = new StringBuilder();
    Storage storage = Storage.plain();
    for (PublishedIndex index : earlier.indexes()) {
      try (InputStream in = storage.read(index.build() + "/manifest.json")) {
        hashes.append(FileHash.sha256(in)).append(index.compared().label()).append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + index.build(), e);
      }
    }
    return hashes.toString();
  }

  /** Folders of the earlier builds. */
  public List<String> builds() {
    return earlier.indexes().stream().map(PublishedIndex::build).toList();
  }

  /** What it comes to, in lines; empty where it is not asked for. */
  public String plan() {
    String index =
        switch (publish) {
          case NONE -> "";
          case KEYS -> "leaves an index for later builds\n";
          case TEXTS -> "leaves an index with texts for later builds\n";
        };
    return (index + earlier.plan()).stripTrailing();
  }

  /** Leaves the index, and what changed in earlier builds. */
  public void publish(
      Compared compared,
      Dataset<Row> documents,
      Dataset<Row> removed,
      CorpusTexts texts,
      Publication to)
      throws IOException {
    if (publish != Publish.NONE) {
      new PublishedIndexWriter(compared, to)
          .write(documents, removed, publish == Publish.TEXTS ? texts : null);
    }
    if (earlier.any() && earlier.both()) {
      List<String> builds = earlier.indexes().stream().map(PublishedIndex::fingerprint).toList();
      new EarlierChanges(compared.label(), builds, to).write(removed);
    }
  }
}
