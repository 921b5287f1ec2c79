package zydeco.pipeline.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.BlockMetaData;

/** Cuts sources into splits. The plan is a function of the files' listing and the target alone. */
public final class Splits {
  /** 32 MiB of stored bytes a split. */
  public static final long TARGET_BYTES = 32L << 20;

  private final long target;
  private final List<Split> splits = new ArrayList<>();
  private final List<Slice> open = new ArrayList<>();
  private long openBytes;

  private Splits(long target) {
    this.target = target;
  }

  /**
   * Packs consecutive small files of a source into one split until the target is reached; a Parquet
   * file over the target is cut between row groups; no other file is ever cut.
   */
  public static List<Split> plan(List<Source> sources, long targetBytes, Storage storage)
      throws IOException {
    Splits plan = new Splits(targetBytes);
    for (Source source : sources) {
      for (Map.Entry<InputFile, Format> file : source.files(storage).entrySet()) {
        plan.add(source, file.getKey(), file.getValue(), storage);
      }
      plan.close(source);
    }
    return plan.splits;
  }

  private void add(Source source, InputFile file, Format format, Storage storage) {
    if (format != Format.PARQUET || file.length() <= target) {
      add(source, Slice.whole(file, format));
      return;
    }
    long[] groups = groupBytes(file, storage);
    if (groups.length < 2) {
      add(source, Slice.whole(file, format));
      return;
    }
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < groups.length; i++) {
      bytes += groups[i];
      if (bytes >= target || i == groups.length - 1) {
        add(source, new Slice(file, format, from, i + 1 - from, bytes));
        from = i + 1;
        bytes = 0;
      }
    }
  }

  private void add(Source source, Slice slice) {
    if (!open.isEmpty() && openBytes + slice.bytes() > target) {
      close(source);
    }
    open.add(slice);
    openBytes += slice.bytes();
  }

  private void close(Source source) {
    if (!open.isEmpty()) {
      splits.add(new Split(splits.size(), source, open));
    }
    open.clear();
    openBytes = 0;
  }

  /**
   * Stored bytes of each row group; none where the footer cannot be read, as its reader will say.
   */
  private static long[] groupBytes(InputFile file, Storage storage) {
    try (ParquetFile parquet = ParquetFile.open(storage, file)) {
      return parquet.groups().stream().mapToLong(BlockMetaData::getCompressedSize).toArray();
    } catch (IOException e) {
      return new long[0];
    }
  }
}
