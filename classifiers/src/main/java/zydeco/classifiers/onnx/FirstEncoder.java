package zydeco.classifiers.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import zydeco.classifiers.Cascade;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.TextScorer;
import zydeco.pipeline.text.Hash128;

/** An encoder, trained on a larger model's scores, that is to stand before it. */
public final class FirstEncoder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FirstEncoder() {}

  /**
   * Chooses where the encoder is sure, and notes it in its card. Throws ModelException where it has
   * no card or cannot be used. A text without a score is always asked, and left out here.
   *
   * @param model an ONNX file with card and tokenizer
   * @param texts that it did not learn from, in UTF-8
   * @param kept what the larger model decides of them
   */
  public static Cascade choose(Path model, List<byte[]> texts, boolean[] kept, Cascade.Stead stead)
      throws IOException {
    TextScorer scorer = source(model).open();
    double[] scores = new double[texts.size()];
    boolean[] first = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = scorer.valueOrNaN(texts.get(i));
      first[i] = (Hash128.of(texts.get(i)).high() & 1) == 0;
    }
    int[] has = IntStream.range(0, scores.length).filter(i -> !Double.isNaN(scores[i])).toArray();
    boolean[] bits = new boolean[has.length];
    boolean[] halves = new boolean[has.length];
    for (int i = 0; i < has.length; i++) {
      bits[i] = kept[has[i]];
      halves[i] = first[has[i]];
    }
    double[] values = IntStream.of(has).mapToDouble(i -> scores[i]).toArray();
    Cascade cascade = Cascade.of(stead, values, bits, halves);
    Path file = ModelCard.pathFor(model);
    ObjectNode card = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
    cascade.write(card.putObject("cascade"));
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(card) + "\n");
    return cascade;
  }

  static OnnxSource source(Path path) {
    ModelCard card = ModelCard.read(ModelCard.pathFor(path));
    ModelFile model = ModelFile.of(path);
    ModelFile tokenizer = ModelFile.of(path.resolveSibling(card.tokenizer()));
    OnnxScorer.checkHash(model, card.sha256());
    OnnxScorer.checkHash(tokenizer, card.tokenizerSha256());
    return new OnnxSource(model, tokenizer, card, Device.CPU);
  }

  /** What a card says of a cascade, or null. */
  static Cascade cascade(Path file) {
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file)).path("cascade");
      return node.isMissingNode() || node.isNull() ? null : Cascade.parse(file.toString(), node);
    } catch (IOException e) {
      throw new ModelException(
          file.toString(), "the card cannot be read (" + e + ")", "Mend it.", e);
    }
  }
}
