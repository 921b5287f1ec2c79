package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the reader to the official library's predictions with small models of every kind. */
class FastTextGoldenTest {

  static Path file(String name) throws Exception {
    return Path.of(FastTextGoldenTest.class.getResource(name).toURI());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "softmax.bin",
        "softmax-words.bin",
        "softmax-both.bin",
        "hierarchical.bin",
        "one-vs-all.bin",
        "negative.bin",
        "quantised.ftz",
        "quantised-normed.ftz",
        "quantised-pruned.ftz"
      })
  void predict_everyKindOfModel_agreesWithOfficialLibrary(String name) throws Exception {
    FastTextPredictor predictor = FastTextModel.read(file(name)).predictor();
    JsonNode rows = new ObjectMapper().readTree(Files.readString(file("golden.json"))).get(name);
    assertThat(rows).hasSizeGreaterThan(10);
    for (JsonNode row : rows) {
      String text = row.get("text").asText();
      List<Prediction> predictions =
          predictor.predict(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
      Map<String, Float> found =
          predictions.stream()
              .collect(Collectors.toMap(Prediction::label, Prediction::probability));
      assertThat(found).as(text).hasSize(row.get("scores").size());
      row.get("scores")
          .fields()
          .forEachRemaining(
              expected ->
                  assertThat(found.get(expected.getKey()))
                      .as("%s of '%s'", expected.getKey(), text)
                      .isCloseTo((float) expected.getValue().asDouble(), Offset.offset(1e-6f)));
    }
  }
}
