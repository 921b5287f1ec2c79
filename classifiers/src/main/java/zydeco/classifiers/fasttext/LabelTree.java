package zydeco.classifiers.fasttext;

import java.io.IOException;
import java.util.Arrays;

/**
 * Hierarchical softmax: labels are the leaves of the Huffman tree of their counts; a label's
 * probability is the product of the choices on its path. Built and walked as fastText does, with
 * its rounding: every logarithm is of p + 0.00001, and branches below 0.00001 are left out.
 */
final class LabelTree implements OutputLayer {
  private static final long UNBUILT = 1_000_000_000_000_000L;
  private static final float LEAST = OutputLayer.log(0);

  /** A branch may gain 0.00001 a step, because of what is added to each probability. */
  private static final float SLACK = 0.01f;

  private final Rows output;
  private final int leaves;
  private final int[] left;
  private final int[] right;

  private LabelTree(Rows output, int leaves) {
    this.output = output;
    this.leaves = leaves;
    this.left = new int[2 * leaves - 1];
    this.right = new int[2 * leaves - 1];
    Arrays.fill(left, -1);
    Arrays.fill(right, -1);
  }

  static LabelTree of(Rows output, long[] counts) throws IOException {
    LabelTree tree = new LabelTree(output, counts.length);
    long[] weight = Arrays.copyOf(counts, 2 * counts.length - 1);
    Arrays.fill(weight, counts.length, weight.length, UNBUILT);
    int leaf = counts.length - 1;
    int node = counts.length;
    for (int parent = counts.length; parent < weight.length; parent++) {
      int[] lightest = new int[2];
      for (int side = 0; side < 2; side++) {
        boolean takeLeaf = leaf >= 0 && weight[leaf] < weight[node];
        lightest[side] = takeLeaf ? leaf-- : node++;
      }
      if (lightest[0] >= parent || lightest[1] >= parent) {
        throw new ModelInput.MalformedModel("the counts of its labels make no tree");
      }
      tree.left[parent] = lightest[0];
      tree.right[parent] = lightest[1];
      weight[parent] = weight[lightest[0]] + weight[lightest[1]];
    }
    return tree;
  }

  @Override
  public void probabilities(float[] hidden, float[] into) {
    Arrays.fill(into, 0);
    walk(hidden, into, false);
  }

  /** Leaves out branches that are clearly behind the best leaf so far. */
  @Override
  public int best(float[] hidden, float[] into) {
    return walk(hidden, into, true);
  }

  private int walk(float[] hidden, float[] into, boolean onlyBest) {
    int[] nodes = new int[leaves + 1];
    float[] scores = new float[leaves + 1];
    int waiting = 1;
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    nodes[0] = 2 * leaves - 2;
    while (waiting > 0) {
      waiting--;
      int node = nodes[waiting];
      float score = scores[waiting];
      if (score < LEAST || onlyBest && score < highest - SLACK) {
        continue;
      }
      if (left[node] < 0) {
        into[node] = (float) Math.exp(score);
        if (score > highest || score == highest && node < best) {
          best = node;
          highest = score;
        }
        continue;
      }
      float x = output.dot(hidden, node - leaves);
      float p = (float) (1. / (1 + (float) Math.exp(-x)));
      float onLeft = score + OutputLayer.log((float) (1.0 - p));
      float onRight = score + OutputLayer.log(p);
      boolean rightFirst = onRight > onLeft;
      nodes[waiting] = rightFirst ? left[node] : right[node];
      scores[waiting++] = rightFirst ? onLeft : onRight;
      nodes[waiting] = rightFirst ? right[node] : left[node];
      scores[waiting++] = rightFirst ? onRight : onLeft;
    }
    return best;
  }
}
