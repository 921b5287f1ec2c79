package zydeco.classifiers.onnx;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.fasttext.FastTextCard;
import zydeco.classifiers.fasttext.FastTextSource;
import zydeco.classifiers.fasttext.TextUnits;
import zydeco.pipeline.stage.Bound;

/**
 * A cheap scorer that stands before a larger one: a fastText model whose card says where it is sure
 * of the larger one's decision.
 *
 * @param source the cheap model
 * @param cascade what its card says
 */
record FirstScorer(FastTextSource source, FastTextCard.Cascade cascade) implements Serializable {

  /**
   * Reads the model's card. Throws ModelException where it has none, or was trained on the scores
   * of another model than the larger one.
   */
  static FirstScorer of(Path path, ModelFile larger) {
    String train =
        "Train one with: ./zydeco train-scorer --scored FILES --score FIELD --bound X --out"
            + " NAME.bin";
    if (!path.toString().matches(".*\\.(bin|ftz)")) {
      throw new ModelException(
          path.toString(), "what stands first is a fastText model, and this is none", train);
    }
    FastTextCard card = FastTextCard.beside(path);
    if (card == null || card.cascade() == null || card.label() == null) {
      throw new ModelException(
          path.toString(),
          "no card beside it says where it is sure of the larger model's decision",
          train);
    }
    ModelFile file = ModelFile.of(path);
    OnnxScorer.checkHash(file, card.sha256());
    String wanted = card.cascade().modelSha256();
    if (wanted != null && !wanted.equals(larger.sha256())) {
      throw new ModelException(
          path.toString(),
          "it was trained on the scores of a model with the sha256 "
              + wanted
              + ", and "
              + larger.path()
              + " has "
              + larger.sha256(),
          "Train it anew on this model's scores.");
    }
    return new FirstScorer(
        new FastTextSource(file, card.label(), card.lines(), card.maxChars(), TextUnits.DOCUMENT),
        card.cascade());
  }

  /** The model's file name, as rows of scores call it. */
  String name() {
    return Path.of(source.file().path()).getFileName().toString();
  }

  /** What the larger model's scores are held to. */
  Bound bound() {
    return Bound.atLeast(cascade.bound());
  }

  /** What a score must reach so that the document is not dropped unasked. */
  Bound sureBound() {
    return Bound.atLeast(cascade.sure().dropBelow());
  }

  String plan() {
    return String.format(
        Locale.ROOT,
        "%s first: decided %.1f %% of %,d held-out documents alone, kept/dropped bits agreed on"
            + " %.2f %% (wanted %.2f %%) at the bound %s",
        name(),
        100 * cascade.measured().decidedShare(),
        cascade.measured().documents(),
        100 * cascade.measured().agreement(),
        100 * cascade.agreement(),
        bound());
  }
}
