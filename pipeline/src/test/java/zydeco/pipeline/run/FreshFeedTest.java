package zydeco.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.corpus.CorruptFileException;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Splits;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;

class FreshFeedTest {
  private static final MessageType TEXTS =
      MessageTypeParser.parseMessageType("message m { required binary text (STRING); }");

  @TempDir Path folder;

  /** A file of some ten row groups of 1 MB. */
  private Path texts() throws IOException {
    Path file = folder.resolve("t.parquet");
    Random random = new Random(1);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(TEXTS)
            .withRowGroupSize(100_000L)
            .build()) {
      for (int i = 0; i < 1000; i++) {
        String text =
            random
                .ints(10_000, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        writer.write(new SimpleGroupFactory(TEXTS).newGroup().append("text", text));
      }
    }
    return file;
  }

  @Test
  void next_rangesOfADamagedFile_sayWhichTheyAreAndAddUpToTheFile() throws IOException {
    Path file = texts();
    Settings recipe =
        Settings.parse(folder.resolve("r.yaml"), "sources:\n  - s: {paths: [t.parquet]}\n");
    Source source = Source.of(recipe.entries("sources").get(0), 0);
    Map<String, CorruptFileException> damaged =
        Map.of("t.parquet", new CorruptFileException("t.parquet", 0, "it is damaged"));
    List<String> causes = new ArrayList<>();
    long bytes = 0;
    for (Split split : Splits.plan(List.of(source), 2 << 20, Storage.plain())) {
      Entry entry = new Entry(new Columns(List.of()));
      try (FreshFeed feed = new FreshFeed(Storage.plain(), split, damaged)) {
        while (feed.next(entry)) {
          causes.add(entry.cause);
          bytes += entry.bytes;
        }
      }
    }
    assertThat(causes).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    assertThat(causes.get(0)).matches("row groups 0 to \\d+: it is damaged");
    assertThat(bytes).isBetween(Files.size(file) * 9 / 10, Files.size(file));
  }
}
