package zydeco.tokenize.shards;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import zydeco.tokenize.mixture.SourceTotals;

/** Totals by origin (a pool, or replay) and source. */
final class Cells implements Serializable {
  private final List<long[]> origins;

  private Cells(List<long[]> origins) {
    this.origins = origins;
  }

  static Cells empty(int origins, int sources) {
    return new Cells(
        new ArrayList<>(IntStream.range(0, origins).mapToObj(i -> new long[3 * sources]).toList()));
  }

  /** Documents, tokens and bytes of each source, an array an origin. */
  @JsonCreator
  static Cells of(List<long[]> origins) {
    return new Cells(new ArrayList<>(origins));
  }

  @JsonValue
  List<long[]> values() {
    return origins;
  }

  void add(int origin, int source, long tokens, long bytes) {
    long[] row = origins.get(origin);
    row[3 * source]++;
    row[3 * source + 1] += tokens;
    row[3 * source + 2] += bytes;
  }

  Cells plus(Cells other) {
    List<long[]> sums = new ArrayList<>();
    for (int origin = 0; origin < origins.size(); origin++) {
      long[] row = origins.get(origin).clone();
      for (int i = 0; i < row.length; i++) {
        row[i] += other.origins.get(origin)[i];
      }
      sums.add(row);
    }
    return new Cells(sums);
  }

  SourceTotals source(int source, String name) {
    SourceTotals sum = SourceTotals.empty(name);
    for (long[] row : origins) {
      sum = sum.plus(row[3 * source], row[3 * source + 1], row[3 * source + 2]);
    }
    return sum;
  }

  SourceTotals origin(int origin, String name) {
    SourceTotals sum = SourceTotals.empty(name);
    long[] row = origins.get(origin);
    for (int i = 0; i < row.length; i += 3) {
      sum = sum.plus(row[i], row[i + 1], row[i + 2]);
    }
    return sum;
  }

  List<SourceTotals> sources(List<String> names) {
    return IntStream.range(0, names.size()).mapToObj(i -> source(i, names.get(i))).toList();
  }

  List<SourceTotals> pools(List<String> names) {
    return IntStream.range(0, names.size()).mapToObj(i -> origin(i, names.get(i))).toList();
  }

  SourceTotals total() {
    SourceTotals sum = SourceTotals.empty("");
    for (int origin = 0; origin < origins.size(); origin++) {
      sum = sum.plus(origin(origin, ""));
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cells cells && toString().equals(cells.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return origins.stream().map(java.util.Arrays::toString).toList().toString();
  }
}
