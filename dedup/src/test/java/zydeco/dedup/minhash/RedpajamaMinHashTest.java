package zydeco.dedup.minhash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.Test;
import zydeco.dedup.SharedData;

class RedpajamaMinHashTest {

  @Test
  void between_seed42_drawsWhatNumpyDraws() {
    MersenneTwister random = new MersenneTwister(42);
    assertThat(RedpajamaMinHash.between(random, 1, (1L << 61) - 1)).isEqualTo(2297359619001564596L);
    assertThat(RedpajamaMinHash.between(random, 0, (1L << 61) - 1)).isEqualTo(1396682528897996046L);
  }

  @Test
  void values_fewerThanThirteenWords_areNone() {
    RedpajamaMinHash minHash = new RedpajamaMinHash();
    String twelve = "a b c, d e f g h i -- j k l";
    assertThat(minHash.values(twelve.getBytes(StandardCharsets.UTF_8))).isNull();
    byte[] values = minHash.values((twelve + " M!").getBytes(StandardCharsets.UTF_8));
    assertThat(values).hasSize(512);
    assertThat(values)
        .isEqualTo(minHash.values("A b c d\n e f g h i j k l m".getBytes(StandardCharsets.UTF_8)));
    List<byte[]> bands = RedpajamaMinHash.Bands.SIM_0_7.of(values);
    assertThat(bands).hasSize(14).allMatch(band -> band.length == 36);
  }

  @Test
  void values_realDocuments_areTheOriginsBandForBand() {
    Map<String, String> files = new HashMap<>();
    for (String row : SharedData.lines("parity/documents.tsv")) {
      String[] fields = row.split("\t");
      files.put(fields[0], fields[1]);
    }
    List<String> rows =
        SharedData.lines("parity/minhash_rpv2.tsv.gz").stream()
            .filter(row -> !row.startsWith("#"))
            .toList();
    Map<String, Map<String, byte[]>> texts = new HashMap<>();
    RedpajamaMinHash minHash = new RedpajamaMinHash();
    int compared = 0;
    for (String row : rows.subList(1, rows.size())) {
      String[] fields = row.split("\t", -1);
      byte[] text =
          texts
              .computeIfAbsent(
                  files.get(fields[0]),
                  file -> {
                    Map<String, byte[]> read = new HashMap<>();
                    SharedData.texts(file, read);
                    return read;
                  })
              .get(fields[0]);
      byte[] values = minHash.values(text);
      for (RedpajamaMinHash.Bands bands : RedpajamaMinHash.Bands.values()) {
        String expected = fields[2 + bands.ordinal()];
        String own =
            values == null
                ? ""
                : bands.of(values).stream()
                    .map(HexFormat.of()::formatHex)
                    .collect(Collectors.joining(","));
        assertThat(own).as(fields[0] + " " + bands).isEqualTo(expected);
      }
      compared++;
    }
    assertThat(compared).isEqualTo(100);
  }
}
