package zydeco.pipeline.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;

class Hash128Test {

  @Test
  void of_randomBytesOfEveryLength_agreesWithCommonsCodec() {
    Random random = new Random(1);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      long[] expected = MurmurHash3.hash128x64(bytes, 0, length, 0);
      assertThat(Hash128.of(bytes)).isEqualTo(new Hash128(expected[0], expected[1]));
    }
  }

  @Test
  void of_partOfAnArray_isTheHashOfThatPart() {
    byte[] bytes = "the quick brown fox jumps over the lazy dog".getBytes();
    byte[] part = java.util.Arrays.copyOfRange(bytes, 3, 40);
    assertThat(Hash128.of(bytes, 3, 37)).isEqualTo(Hash128.of(part));
  }

  @Test
  void ofParts_sameLettersOtherwiseParted_differ() {
    assertThat(Hash128.ofParts("a", "bc")).isNotEqualTo(Hash128.ofParts("ab", "c"));
  }

  @Test
  void parse_ofToString_givesTheHashBack() {
    Hash128 hash = Hash128.ofParts("source", "id");
    assertThat(Hash128.parse(hash.toString())).isEqualTo(hash);
    assertThat(hash.toString()).hasSize(32);
    assertThatThrownBy(() -> Hash128.parse("xyz")).hasMessageContaining("32 lower-case");
  }

  @Test
  void compareTo_andToString_andToBytes_orderAlike() {
    Random random = new Random(2);
    for (int i = 0; i < 1000; i++) {
      Hash128 a = new Hash128(random.nextLong(), random.nextLong());
      Hash128 b = new Hash128(random.nextLong(), random.nextLong());
      int sign = Integer.signum(a.compareTo(b));
      assertThat(Integer.signum(a.toString().compareTo(b.toString()))).isEqualTo(sign);
      int byBytes = java.util.Arrays.compareUnsigned(a.toBytes(), b.toBytes());
      assertThat(Integer.signum(byBytes)).isEqualTo(sign);
    }
  }
}
