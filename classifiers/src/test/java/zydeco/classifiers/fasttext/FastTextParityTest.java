package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import zydeco.classifiers.SharedData;

/** Holds the reader to what the official library said of 3,671 real and mutated documents. */
class FastTextParityTest {
  private static final Pattern ID = Pattern.compile("\\{\"id\": ?\"([^\"]*)\"");

  @Test
  void predict_realDocuments_agreesWithOfficialLibrary() throws IOException {
    FastTextModel model = FastTextModel.read(SharedData.path("langid/lid.176.ftz"));
    Map<String, String[]> expected = new HashMap<>();
    for (String[] row : SharedData.table("parity/langid.tsv.gz")) {
      expected.put(row[0], row);
    }
    FastTextPredictor predictor = model.predictor();
    Offset<Float> close = Offset.offset(1e-5f);
    int compared = 0;
    for (Map.Entry<String, byte[]> document : documents().entrySet()) {
      String[] row = expected.get(document.getKey());
      List<Prediction> predictions = predictor.predict(document.getValue(), 2);
      assertThat(predictions.get(0).label()).as(row[0]).isEqualTo(row[1]);
      assertThat(predictions.get(0).probability())
          .as(row[0])
          .isCloseTo(Float.parseFloat(row[2]), close);
      assertThat(predictions.get(1).probability())
          .as(row[0])
          .isCloseTo(Float.parseFloat(row[4]), close);
      float english = predictor.probability(document.getValue(), model.labels().indexOf("en"));
      assertThat(english).as(row[0]).isCloseTo(Float.parseFloat(row[5]), close);
      compared++;
    }
    assertThat(compared).isEqualTo(expected.size());
  }

  private static Map<String, byte[]> documents() throws IOException {
    Map<String, Set<String>> wanted = new HashMap<>();
    for (String line : Files.readAllLines(SharedData.path("parity/documents.tsv"))) {
      String[] row = line.split("\t", -1);
      wanted.computeIfAbsent(row[1], file -> new TreeSet<>()).add(row[0]);
    }
    wanted.remove("file");
    Map<String, byte[]> documents = new HashMap<>();
    for (Map.Entry<String, Set<String>> file : wanted.entrySet()) {
      SharedData.forEachLine(
          SharedData.path(file.getKey()),
          line -> mayBeIn(file.getValue(), line),
          line -> put(documents, file.getValue(), line));
    }
    return documents;
  }

  private static void put(Map<String, byte[]> documents, Set<String> wanted, JsonNode line) {
    String id = line.get("id").asText();
    if (wanted.contains(id)) {
      documents.put(id, line.get("text").asText().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Most files begin each line with {"id": "..."; such a line need not be parsed to know it. */
  private static boolean mayBeIn(Set<String> ids, String line) {
    Matcher id = ID.matcher(line);
    return !id.lookingAt() || ids.contains(id.group(1));
  }
}
