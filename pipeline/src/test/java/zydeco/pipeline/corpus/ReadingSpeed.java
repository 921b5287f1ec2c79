package zydeco.pipeline.corpus;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Prints megabytes of text a CPU-second of one core of reading files: {@code ReadingSpeed ROUNDS
 * FILE...}. A .jsonl.zst among them is also measured as a Parquet table made of it.
 */
final class ReadingSpeed {
  private ReadingSpeed() {}

  public static void main(String[] args) throws IOException {
    int rounds = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("reading");
    List<Path> files = Stream.of(args).skip(1).map(Path::of).toList();
    measure("as given", rounds, files);
    if (Format.ofName(files.get(0).toString()) == Format.JSONL) {
      Path table = folder.resolve("table.parquet");
      toTable(files, table);
      measure("as parquet of " + (Files.size(table) >> 20) + " MiB", rounds, List.of(table));
      Files.delete(table);
    }
    Files.delete(folder);
  }

  private static void toTable(List<Path> files, Path table) throws IOException {
    TableSchema schema =
        TableSchema.builder()
            .strings("id")
            .nullable()
            .wide()
            .strings("text")
            .wide()
            .strings("url")
            .nullable()
            .wide()
            .build();
    long start = cpu();
    long bytes = 0;
    try (TableWriter writer = TableWriter.create(Storage.plain(), table.toString(), schema)) {
      for (Path file : files) {
        for (Intake row : Reading.all(file)) {
          var document = ((Intake.Good) row).document();
          bytes += document.text().length;
          writer.set(0, document.originId()).set(1, document.text()).set(2, document.url());
          writer.append();
        }
      }
      writer.commit();
    }
    System.out.printf(Locale.ROOT, "read and written: %.0f MB/s%n", bytes * 1e3 / (cpu() - start));
  }

  private static void measure(String name, int rounds, List<Path> files) throws IOException {
    for (int i = 0; i < rounds; i++) {
      long start = cpu();
      long bytes = 0;
      long rows = 0;
      for (Path file : files) {
        try (RowReader reader = Reading.open(file)) {
          for (Intake row = reader.next(); row != null; row = reader.next()) {
            bytes += row instanceof Intake.Good good ? good.document().text().length : 0;
            rows++;
          }
          if (i == 0 && !reader.skipped().isEmpty()) {
            System.out.println(reader.skipped());
          }
        }
      }
      double seconds = (cpu() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%s: %d rows, %.1f MB text, %.2f CPU s, %.0f MB/s%n",
          name,
          rows,
          bytes / 1e6,
          seconds,
          bytes / 1e6 / seconds);
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
