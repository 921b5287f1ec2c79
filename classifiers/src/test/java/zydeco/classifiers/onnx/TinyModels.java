package zydeco.classifiers.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zydeco.classifiers.ModelFile;

/** The small models that {@code training/make_golden.py} made, and what PyTorch said with them. */
final class TinyModels {

  /** A text, its token ids and its logits by PyTorch. */
  record Golden(String text, long[] ids, double[] logits) {
    byte[] utf8() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private TinyModels() {}

  static Path file(String name) {
    try {
      URL url = TinyModels.class.getResource(name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static OnnxScorer open(String name) {
    Path model = file(name + ".onnx");
    ModelCard card = ModelCard.read(ModelCard.pathFor(model));
    return OnnxScorer.open(
        ModelFile.of(model), ModelFile.of(model.resolveSibling(card.tokenizer())), card);
  }

  static List<Golden> golden(String name) {
    try {
      JsonNode rows = new ObjectMapper().readTree(Files.readString(file("golden.json"))).get(name);
      List<Golden> golden = new ArrayList<>();
      for (JsonNode row : rows) {
        long[] ids = new long[row.get("ids").size()];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = row.get("ids").get(i).asLong();
        }
        double[] logits = new double[row.get("logits").size()];
        for (int i = 0; i < logits.length; i++) {
          logits[i] = row.get("logits").get(i).asDouble();
        }
        golden.add(new Golden(row.get("text").asText(), ids, logits));
      }
      return golden;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
