package zydeco.classifiers.onnx;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import zydeco.classifiers.Cascade;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.ScorerSource;
import zydeco.classifiers.fasttext.FastTextCard;
import zydeco.classifiers.fasttext.FastTextSource;
import zydeco.pipeline.stage.Bound;
import zydeco.pipeline.text.TextUnits;

/**
 * A cheap scorer that stands before a larger one: a fastText model or a small encoder whose card
 * says where it is sure of the larger one's decision.
 *
 * @param source the cheap model
 * @param cascade what its card says
 */
record FirstScorer(ScorerSource source, Cascade cascade) implements Serializable {
  private static final String TRAIN =
      "Train one with: ./zydeco train-scorer --scored FILES --score FIELD --bound X --out NAME.bin";

  /**
   * Reads the model's card. Throws ModelException where it has none, or was trained on the scores
   * of another model than the larger one.
   */
  static FirstScorer of(Path path, ModelFile larger) {
    FirstScorer first = path.toString().endsWith(".onnx") ? encoder(path) : fastText(path);
    String wanted = first.cascade.modelSha256();
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
    return first;
  }

  private static FirstScorer fastText(Path path) {
    if (!path.toString().matches(".*\\.(bin|ftz)")) {
      throw new ModelException(
          path.toString(),
          "what stands first is a fastText model or an .onnx file, and this is none",
          TRAIN);
    }
    FastTextCard card = FastTextCard.beside(path);
    if (card == null || card.cascade() == null || card.label() == null) {
      throw notSure(path, TRAIN);
    }
    ModelFile file = ModelFile.of(path);
    OnnxScorer.checkHash(file, card.sha256());
    return new FirstScorer(
        new FastTextSource(file, card.label(), card.lines(), card.maxChars(), TextUnits.DOCUMENT),
        card.cascade());
  }

  private static FirstScorer encoder(Path path) {
    Path file = ModelCard.pathFor(path);
    Cascade cascade = Files.isRegularFile(file) ? FirstEncoder.cascade(file) : null;
    if (cascade == null) {
      throw notSure(
          path,
          "Choose its bounds with: ./zydeco train-scorer --encoder NAME.onnx --scored FILES --bound"
              + " X");
    }
    return new FirstScorer(FirstEncoder.source(path), cascade);
  }

  private static ModelException notSure(Path path, String remedy) {
    return new ModelException(
        path.toString(),
        "no card beside it says where it is sure of the larger model's decision",
        remedy);
  }

  /** The model's file name, as rows of scores call it. */
  String name() {
    return path().getFileName().toString();
  }

  /** Where the model stands. */
  Path path() {
    return Path.of(source.files().get(0).path());
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
