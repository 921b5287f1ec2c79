package zydeco.tokenize.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PackingTest {

  @Provide
  Arbitrary<int[]> lengths() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(1, 40)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(1, 600)))
        .array(int[].class)
        .ofMaxSize(120);
  }

  @Property(tries = 300)
  void pack_anyLengths_everyTokenStandsOnce(
      @ForAll("lengths") int[] lengths,
      @ForAll @IntRange(min = 1, max = 70) int sequence,
      @ForAll @IntRange(min = 1, max = 20) int parts,
      @ForAll Packing packing) {
    Layout layout = packing.pack(lengths, sequence, 3, parts);
    BitSet[] seen = new BitSet[lengths.length];
    Arrays.setAll(seen, d -> new BitSet(lengths[d]));
    long padding = 0;
    for (int s = 0; s < layout.sequences(); s++) {
      assertThat(layout.padding(s)).isBetween(0, sequence - 1);
      padding += layout.padding(s);
      for (int p = layout.firstPiece(s); p < layout.firstPiece(s + 1); p++) {
        BitSet of = seen[layout.document(p)];
        int from = layout.from(p);
        assertThat(layout.length(p)).isPositive();
        assertThat(of.get(from, from + layout.length(p)).isEmpty()).isTrue();
        of.set(from, from + layout.length(p));
      }
    }
    for (int d = 0; d < lengths.length; d++) {
      assertThat(seen[d].cardinality()).isEqualTo(lengths[d]);
      assertThat(seen[d].length()).isEqualTo(lengths[d]);
    }
    assertThat(layout.sequences() * (long) sequence)
        .isEqualTo(padding + Arrays.stream(lengths).asLongStream().sum());
  }

  @Property(tries = 300)
  void bestFit_anyLengths_cutsOnlyLongDocumentsAndWastesLittle(
      @ForAll("lengths") int[] lengths, @ForAll @IntRange(min = 1, max = 70) int sequence) {
    Layout layout = Packing.BEST_FIT.pack(lengths, sequence, 3, 1);
    int[] pieces = new int[lengths.length];
    for (int p = 0; p < layout.pieces(); p++) {
      pieces[layout.document(p)]++;
    }
    for (int d = 0; d < lengths.length; d++) {
      assertThat(pieces[d]).isEqualTo((lengths[d] + sequence - 1) / sequence);
    }
    assertThat(layout.sequences()).isEqualTo(ReadableBestFit.sequences(lengths, sequence));
  }

  @Property(tries = 300)
  void bestFit_anyLengthsInParts_cutsOnlyLongDocuments(
      @ForAll("lengths") int[] lengths,
      @ForAll @IntRange(min = 1, max = 70) int sequence,
      @ForAll @IntRange(min = 2, max = 20) int parts) {
    Layout layout = Packing.BEST_FIT.pack(lengths, sequence, 3, parts);
    int[] pieces = new int[lengths.length];
    for (int p = 0; p < layout.pieces(); p++) {
      pieces[layout.document(p)]++;
    }
    for (int d = 0; d < lengths.length; d++) {
      assertThat(pieces[d]).isEqualTo((lengths[d] + sequence - 1) / sequence);
    }
  }

  @Test
  void bestFit_webLikeLengthsInParts_padsLittleAndKeepsTheOrder() {
    Random random = new Random(6);
    for (int documents : new int[] {250, 2_500, 25_000}) {
      int[] lengths = new int[documents];
      Arrays.setAll(lengths, d -> 1 + (int) Math.exp(6.3 + 1.1 * random.nextGaussian()));
      int sequence = 2048;
      Layout layout = Packing.BEST_FIT.pack(lengths, sequence, 17, 16);
      long tokens = Arrays.stream(lengths).asLongStream().sum();
      long padding = (long) layout.sequences() * sequence - tokens;
      assertThat(padding).isLessThan(tokens / 100 + sequence);
      double apart = 0;
      for (int s = 0; s < layout.sequences(); s++) {
        for (int p = layout.firstPiece(s); p < layout.firstPiece(s + 1); p++) {
          double place = (double) s / layout.sequences();
          apart += Math.abs(place - (double) layout.document(p) / documents);
        }
      }
      assertThat(apart / layout.pieces())
          .as("a third of the whole where there is no order")
          .isLessThan(documents < 1_000 ? 0.12 : 0.06);
    }
  }

  @Property(tries = 300)
  void concatenate_anyLengths_padsTheLastSequenceOnly(
      @ForAll("lengths") int[] lengths, @ForAll @IntRange(min = 1, max = 70) int sequence) {
    Layout layout = Packing.CONCATENATE.pack(lengths, sequence, 3, 1);
    for (int s = 0; s + 1 < layout.sequences(); s++) {
      assertThat(layout.padding(s)).isZero();
    }
    List<Integer> order = new ArrayList<>();
    for (int p = 0; p < layout.pieces(); p++) {
      order.add(layout.document(p));
    }
    assertThat(order).isSorted();
  }

  @Property(tries = 200)
  void perDocument_anyLengths_beginsASequenceWithEach(
      @ForAll("lengths") int[] lengths, @ForAll @IntRange(min = 1, max = 70) int sequence) {
    Layout layout = Packing.PER_DOCUMENT.pack(lengths, sequence, 3, 1);
    for (int s = 0; s < layout.sequences(); s++) {
      assertThat(layout.firstPiece(s + 1) - layout.firstPiece(s)).isEqualTo(1);
    }
  }

  @Property(tries = 200)
  void roomIndex_anyMembers_findsTheNext(
      @ForAll @IntRange(min = 1, max = 9000) int max, @ForAll long seed) {
    RoomIndex index = new RoomIndex(max);
    BitSet twin = new BitSet();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      int member = random.nextInt(max + 1);
      if (random.nextInt(3) > 0) {
        index.set(member);
        twin.set(member);
      } else {
        index.clear(member);
        twin.clear(member);
      }
      int least = random.nextInt(max + 2);
      assertThat(index.atLeast(least)).isEqualTo(twin.nextSetBit(least));
    }
  }

  @Test
  void bestFit_webLikeLengths_padsBelowOnePercentAndIsUnbiasedByLength() {
    Random random = new Random(5);
    int[] lengths = new int[60_000];
    for (int d = 0; d < lengths.length; d++) {
      lengths[d] = 1 + (int) Math.exp(6.3 + 1.1 * random.nextGaussian());
    }
    int sequence = 2048;
    Layout layout = Packing.BEST_FIT.pack(lengths, sequence, 17, 1);
    long tokens = Arrays.stream(lengths).asLongStream().sum();
    long padding = (long) layout.sequences() * sequence - tokens;
    assertThat(padding).isLessThan(tokens / 100);
    double[] halves = new double[2];
    double[] shorts = new double[2];
    for (int s = 0; s < layout.sequences(); s++) {
      int at = 0;
      for (int p = layout.firstPiece(s); p < layout.firstPiece(s + 1); p++) {
        if (layout.length(p) < 300) {
          halves[at + layout.length(p) / 2 < sequence / 2 ? 0 : 1]++;
          shorts[s < layout.sequences() / 2 ? 0 : 1]++;
        }
        at += layout.length(p);
      }
    }
    assertThat(halves[0] / (halves[0] + halves[1])).isBetween(0.49, 0.51);
    assertThat(shorts[0] / (shorts[0] + shorts[1])).isBetween(0.48, 0.52);
  }

  @Test
  void pack_emptyDocumentOrSequence_isRefused() {
    assertThatThrownBy(() -> Packing.BEST_FIT.pack(new int[] {0}, 4, 1, 1))
        .hasMessageContaining("a document of 0 tokens");
    assertThatThrownBy(() -> Packing.BEST_FIT.pack(new int[] {1}, 0, 1, 1))
        .hasMessageContaining("a sequence of 0 tokens");
  }
}
