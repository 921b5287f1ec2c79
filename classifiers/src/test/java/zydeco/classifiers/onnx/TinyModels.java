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
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import zydeco.classifiers.ModelFile;

/** The small models that {@code training/make_golden.py} made, and what PyTorch said with them. */
final class TinyModels {

  /** A text, its token ids and types (empty: not noted), and its logits. */
  record Golden(String text, long[] ids, long[] types, double[] logits) {
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

  /** What PyTorch says of texts. */
  static List<Golden> golden(String name) {
    return golden("golden.json", name);
  }

  /** What {@code training/make_pair_golden.py} wrote of pairs of {@link #pair} and a text. */
  static List<Golden> goldenPairs(String name) {
    return golden("golden-pair.json", name);
  }

  /** The first text of the pairs. */
  static String pair() {
    return tree("golden-pair.json").get("pair").asText();
  }

  private static List<Golden> golden(String file, String name) {
    List<Golden> golden = new ArrayList<>();
    for (JsonNode row : tree(file).get(name)) {
      golden.add(
          new Golden(
              row.get("text").asText(),
              numbers(row.path("ids")).mapToLong(JsonNode::asLong).toArray(),
              numbers(row.path("types")).mapToLong(JsonNode::asLong).toArray(),
              numbers(row.path("logits")).mapToDouble(JsonNode::asDouble).toArray()));
    }
    return golden;
  }

  private static Stream<JsonNode> numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static JsonNode tree(String file) {
    try {
      return new ObjectMapper().readTree(Files.readString(file(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
