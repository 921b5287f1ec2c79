package zydeco.tokenize.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.tokenize.SharedData;

/** Ids against those that the Hugging Face library and SentencePiece gave for real documents. */
class TokenizerParityTest {
  private static List<Sample> all;

  /** A document of the parity set: its row, and its text. */
  record Sample(int row, byte[] utf8) {}

  @ParameterizedTest
  @ValueSource(
      strings = {"gpt-neox-20b.json", "dolma2.json", "olmo-neox.json", "gpt2", "mistral-v1.model"})
  void encode_everyParityDocument_idsOfTheOrigin(String file) throws Exception {
    String name = file.replaceFirst("\\..*", "");
    List<String[]> expected =
        SharedData.lines(SharedData.file("parity/tokens.tsv.gz")).stream()
            .map(line -> line.split("\t"))
            .filter(fields -> fields[1].equals(name))
            .toList();
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    try (Tokenizer tokenizer = Tokenizers.open(SharedData.file("tokenizers/" + file))) {
      TokenBuffer ids = new TokenBuffer();
      for (Sample sample : samples(1)) {
        ids.clear();
        String[] row = expected.get(sample.row());
        int count = tokenizer.encode(sample.utf8(), ids);
        checked++;
        if (count != Integer.parseInt(row[2]) || !sha256(ids).equals(row[3])) {
          wrong.add(row[0]);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(checked).isEqualTo(expected.size()).isEqualTo(3671);
  }

  /** Each so-many-th document of the parity set. */
  static List<Sample> samples(int every) throws IOException {
    if (all == null) {
      all = readAll();
    }
    return all.stream().filter(sample -> sample.row() % every == 0).toList();
  }

  private static List<Sample> readAll() throws IOException {
    Path documents = SharedData.file("parity/documents.tsv");
    Path data = documents.getParent().getParent();
    Map<String, Map<String, Integer>> byFile = new LinkedHashMap<>();
    List<String> rows = Files.readAllLines(documents);
    for (int i = 1; i < rows.size(); i++) {
      String[] row = rows.get(i).split("\t");
      byFile.computeIfAbsent(row[1], f -> new LinkedHashMap<>()).put(row[0], i - 1);
    }
    List<Sample> samples = new ArrayList<>();
    for (Map.Entry<String, Map<String, Integer>> file : byFile.entrySet()) {
      for (String line : SharedData.lines(data.resolve(file.getKey()))) {
        if (file.getValue().isEmpty()) {
          break;
        }
        JsonNode document = SharedData.json(line);
        Integer row = file.getValue().remove(document.path("id").asText());
        if (row != null) {
          byte[] utf8 = document.path("text").asText().getBytes(StandardCharsets.UTF_8);
          samples.add(new Sample(row, utf8));
        }
      }
    }
    return samples;
  }

  private static String sha256(TokenBuffer ids) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(4 * ids.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (int id : ids.toArray()) {
      bytes.putInt(id);
    }
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }
}
