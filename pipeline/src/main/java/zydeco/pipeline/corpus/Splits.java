package zydeco.pipeline.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
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
   * Packs consecutive small files of a source into one split until the target is reached. A larger
   * file of Parquet is cut between row groups, one of JSON lines that is not compressed, and no
   * array, into equal parts, whose rows {@link #numbered} numbers; no other file is ever cut.
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

  private void add(Source source, InputFile file, Format format, Storage storage)
      throws IOException {
    if (file.length() <= target) {
      add(source, Slice.whole(file, format));
    } else if (format == Format.PARQUET) {
      addGroups(source, file, storage);
    } else if (format == Format.JSONL && JsonlReader.canBeCut(storage, file)) {
      long parts = (file.length() + target - 1) / target;
      for (long i = 0; i < parts; i++) {
        long from = file.length() / parts * i;
        long to = i == parts - 1 ? file.length() : file.length() / parts * (i + 1);
        add(source, new Slice(file, format, from, to, 0, to - from));
      }
    } else {
      add(source, Slice.whole(file, format));
    }
  }

  private void addGroups(Source source, InputFile file, Storage storage) {
    Format format = Format.PARQUET;
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
        add(source, new Slice(file, format, from, i + 1, 0, bytes));
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

  /** How many lines begin in a range of bytes. */
  public static long lines(Slice slice, Storage storage) throws IOException {
    long lines = slice.from() == 0 ? 1 : 0;
    long left = slice.to() - 1 - Math.max(0, slice.from() - 1);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = storage.open(slice.file().location(), Math.max(0, slice.from() - 1))) {
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          break;
        }
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
        left -= read;
      }
    }
    return lines;
  }

  /** The slices of a plan that are ranges of bytes, in order. */
  public static List<Slice> ranges(List<Split> splits) {
    return splits.stream()
        .flatMap(split -> split.slices().stream())
        .filter(Slice::isLines)
        .toList();
  }

  /**
   * The same plan, with the numbers of the rows at which ranges of bytes begin; a range in which no
   * line does is empty.
   *
   * @param lines of each of its {@link #ranges}, how many begin in it
   */
  public static List<Split> numbered(List<Split> splits, List<Long> lines) {
    List<Split> numbered = new ArrayList<>();
    Iterator<Long> counts = lines.iterator();
    long row = 0;
    for (Split split : splits) {
      List<Slice> slices = new ArrayList<>();
      for (Slice slice : split.slices()) {
        if (!slice.isLines()) {
          slices.add(slice);
          continue;
        }
        row = slice.from() == 0 ? 0 : row;
        long count = counts.next();
        long to = count == 0 ? slice.from() : slice.to();
        slices.add(new Slice(slice.file(), slice.format(), slice.from(), to, row, slice.bytes()));
        row += count;
      }
      numbered.add(new Split(split.index(), split.source(), slices));
    }
    return numbered;
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
