package zydeco.classifiers.onnx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.fasttext.FastTextCard;

/** How much of a text a model looks at. What stands behind says nothing of the model's score. */
public final class Reach {
  private static final int MOST = 1_000;

  private Reach() {}

  /**
   * The code points that a model sees of the texts which it does not see whole, their median; 0: it
   * sees the texts whole, or has no card beside it that would say so. Up to {@value #MOST} texts,
   * evenly spread, are asked. Throws ModelException where card or tokenizer cannot be used.
   *
   * @param model an ONNX or fastText file
   */
  public static int of(Path model, List<byte[]> texts) {
    if (!model.toString().endsWith(".onnx")) {
      FastTextCard card = FastTextCard.beside(model);
      return card == null ? 0 : card.maxChars();
    }
    Path file = ModelCard.pathFor(model);
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    ModelCard card = ModelCard.read(file);
    ModelFile tokenizer = ModelFile.of(model.resolveSibling(card.tokenizer()));
    TextEncoder encoder = TextEncoder.shared(tokenizer, card);
    int asked = Math.min(MOST, texts.size());
    int[] reached =
        IntStream.range(0, asked)
            .map(i -> encoder.reach(texts.get((int) ((long) i * texts.size() / asked))))
            .filter(reach -> reach >= 0)
            .sorted()
            .toArray();
    return reached.length == 0 ? 0 : reached[reached.length / 2];
  }
}
