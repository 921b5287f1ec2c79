package zydeco.classifiers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.Set;

/**
 * The decisions of a larger model that a cheap one makes first: {@code cascade} in the cheap one's
 * card.
 *
 * @param modelSha256 of the larger model, or null: not noted
 * @param bound the least score of the larger model that is kept
 * @param sure where the cheap model's scores decide
 * @param agreement the wanted share of equal kept/dropped bits
 * @param measured what bounds that are chosen so came to on documents that did not choose them
 */
public record Cascade(
    String modelSha256,
    double bound,
    SureBounds sure,
    double agreement,
    SureBounds.Outcome measured)
    implements Serializable {
  private static final Set<String> KEYS =
      Set.of(
          "model-sha256",
          "bound",
          "drop-below",
          "keep-from",
          "agreement",
          "measured-agreement",
          "decided",
          "documents");

  /**
   * What is to be decided.
   *
   * @param modelSha256 of the larger model, or null: not noted
   * @param bound the least score that is kept
   * @param agreement wanted share of equal kept/dropped bits, 0.5 to 1
   */
  public record Stead(String modelSha256, double bound, double agreement) {}

  /**
   * The bounds are chosen on all held-out texts, and measured on each half of them with those that
   * the other half chooses. Where the halves are too small to be sure of any, so is the whole.
   *
   * @param scores of the cheap model
   * @param kept what the larger one decides
   * @param first which texts are of the first half
   */
  public static Cascade of(Stead stead, double[] scores, boolean[] kept, boolean[] first) {
    SureBounds.Outcome measured = SureBounds.crossed(scores, kept, first, stead.agreement());
    SureBounds sure =
        measured.decided() == 0
            ? SureBounds.NONE
            : SureBounds.choose(scores, kept, stead.agreement());
    return new Cascade(stead.modelSha256(), stead.bound(), sure, stead.agreement(), measured);
  }

  /** Reads it from a card. Throws ModelException if it is wrong. */
  public static Cascade parse(String file, JsonNode node) {
    CardKeys.allow(file, "its 'cascade'", node, KEYS);
    int documents = node.path("documents").asInt();
    double decided = node.path("decided").asDouble();
    double agreed = node.path("measured-agreement").asDouble();
    if (!node.path("bound").isNumber() || !node.path("agreement").isNumber()) {
      throw new ModelException(
          file, "its cascade has no 'bound' or no 'agreement'", "Train the model anew.");
    }
    double from = number(node, "keep-from", Double.POSITIVE_INFINITY);
    double below = number(node, "drop-below", Double.NEGATIVE_INFINITY);
    if (!(below <= from)) {
      throw new ModelException(
          file, "its 'drop-below' is above its 'keep-from'", "Train the model anew.");
    }
    return new Cascade(
        node.path("model-sha256").asText(null),
        node.path("bound").asDouble(),
        new SureBounds(below, from),
        node.path("agreement").asDouble(),
        new SureBounds.Outcome(
            documents,
            (int) Math.round(decided * documents),
            (int) Math.round((1 - agreed) * documents)));
  }

  private static double number(JsonNode node, String key, double otherwise) {
    return node.path(key).isNumber() ? node.path(key).asDouble() : otherwise;
  }

  /** Writes it into a card. */
  public void write(ObjectNode to) {
    if (modelSha256 != null) {
      to.put("model-sha256", modelSha256);
    }
    to.put("bound", bound);
    finite(to, "drop-below", sure.dropBelow());
    finite(to, "keep-from", sure.keepFrom());
    to.put("agreement", agreement);
    to.put("measured-agreement", measured.agreement());
    to.put("decided", measured.decidedShare());
    to.put("documents", measured.documents());
  }

  private static void finite(ObjectNode to, String key, double value) {
    if (Double.isFinite(value)) {
      to.put(key, value);
    } else {
      to.putNull(key);
    }
  }
}
