package zydeco.filters.splitter.khmer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import zydeco.filters.splitter.CrfModel;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.WordList;

/**
 * Words of khmer-nltk 1.6: its model says of each cluster of characters whether a word begins with
 * it. Line ends and separators of words in the text are in none.
 */
public final class KhmerSplitter implements TextSplitter {
  /** The label of clusters that begin words. */
  public static final String BEGINS = "1";

  private final KhmerCorrections corrections;
  private final CrfModel model;
  private final int begins;

  /**
   * The words of a model.
   *
   * @param model with a label {@link #BEGINS}
   */
  public KhmerSplitter(KhmerCorrections corrections, CrfModel model) {
    this.corrections = corrections;
    this.model = model;
    begins = model.required(BEGINS);
  }

  @Override
  public void split(byte[] text, int length, WordList words) {
    String whole = new String(text, 0, length, StandardCharsets.UTF_8);
    List<String> clusters = KhmerClusters.of(whole, corrections);
    if (clusters.isEmpty()) {
      return;
    }
    int[] labels = model.tag(clusters.size(), at -> KhmerClusters.features(clusters, at));
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == begins) {
        words.endWord();
      }
      byte[] cluster = clusters.get(i).getBytes(StandardCharsets.UTF_8);
      words.append(cluster, 0, cluster.length);
    }
    words.endWord();
  }
}
