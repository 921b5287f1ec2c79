package zydeco.jobs.report;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Counts the values of all signals in one partition: for each signal its kept slots, then dropped.
 */
final class SignalScan implements FlatMapFunction<Iterator<Row>, long[]> {
  private final List<Bins> bins;

  SignalScan(List<Bins> bins) {
    this.bins = List.copyOf(bins);
  }

  /** Rows hold whether the document was kept, then the signals in the order of the bins. */
  @Override
  public Iterator<long[]> call(Iterator<Row> rows) {
    long[] counts = new long[bins.stream().mapToInt(Bins::slots).sum() * 2];
    while (rows.hasNext()) {
      Row row = rows.next();
      int at = 0;
      for (int i = 0; i < bins.size(); i++) {
        Bins own = bins.get(i);
        double value = row.isNullAt(i + 1) ? Double.NaN : row.getDouble(i + 1);
        counts[at + (row.getBoolean(0) ? 0 : own.slots()) + own.slot(value)]++;
        at += own.slots() * 2;
      }
    }
    return List.of(counts).iterator();
  }

  static long[] plus(long[] a, long[] b) {
    long[] sum = Arrays.copyOf(a, a.length);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
