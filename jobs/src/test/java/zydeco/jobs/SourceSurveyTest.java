package zydeco.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.recipe.SourceSample;

class SourceSurveyTest {
  @TempDir Path folder;

  @Test
  void of_fileCutShort_countsNothingOfIt() throws Exception {
    SmallCorpus.jsonl(folder.resolve("in/a.jsonl.gz"), SmallCorpus.documents(20, 1));
    Path cut = folder.resolve("in/b.jsonl.gz");
    SmallCorpus.jsonl(cut, SmallCorpus.documents(200, 2));
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    Settings recipe =
        Settings.parse(
            folder.resolve("recipe.yaml"),
            "sources:\n  - in: {format: jsonl, paths: [\"in/*\"]}\n");
    Source source = Source.of(recipe.entries("sources").get(0), 0);

    SourceSample sample = SourceSurvey.of(source, Storage.plain());

    long bytes =
        SmallCorpus.documents(20, 1).stream().mapToLong(d -> d.text().getBytes(UTF_8).length).sum();
    assertThat(sample.documents()).isEqualTo(20);
    assertThat(sample.bytes()).isEqualTo(bytes);
    assertThat(sample.error()).isZero();
  }
}
