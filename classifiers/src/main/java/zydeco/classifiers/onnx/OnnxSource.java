package zydeco.classifiers.onnx;

import java.util.List;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.ScorerSource;
import zydeco.classifiers.TextScorer;

/**
 * An ONNX classifier with its tokenizer and card.
 *
 * @param model the ONNX file
 * @param tokenizer the {@code tokenizer.json}
 * @param card how the model wants its text and what its numbers mean
 * @param device where it runs
 */
public record OnnxSource(ModelFile model, ModelFile tokenizer, ModelCard card, Device device)
    implements ScorerSource {

  @Override
  public List<ModelFile> files() {
    return List.of(model, tokenizer);
  }

  @Override
  public boolean labelled() {
    return !card.labels().isEmpty();
  }

  @Override
  public TextScorer open() {
    return OnnxScorer.open(model, tokenizer, card, device);
  }

  @Override
  public void check() {
    OnnxScorer.open(model, tokenizer, card, device).check();
  }
}
