package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportanceCommandTest {
  @TempDir Path folder;

  private Cli.Result run(String target) throws Exception {
    SmallCorpus.jsonl(
        folder.resolve("source.jsonl"), List.of(new SmallCorpus.Doc("1", "cheap shoes")));
    return Cli.run(
        "importance",
        "--target",
        folder.resolve(target).toString(),
        "--source",
        folder.resolve("source.jsonl").toString(),
        "--out",
        folder.resolve("model.txt").toString());
  }

  @Test
  void importance_rowsThatCannotBeRead_areNamed() throws Exception {
    Path good = folder.resolve("target/a.jsonl");
    SmallCorpus.jsonl(good, List.of(new SmallCorpus.Doc("1", "the cat sat")));
    Files.writeString(good, Files.readString(good) + "{\"text\": 3}\n");
    Files.writeString(folder.resolve("target/b.txt"), "a second text\n");
    Cli.Result ran = run("target");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("--target: ", "a.jsonl:2: left out, the text is no string");
    assertThat(ran.out()).contains("model.txt: 2 target and 1 source texts");
    assertThat(folder.resolve("model.txt")).content().startsWith("zydeco-importance 2\n3.0 2.0\n");
  }

  @Test
  void importance_textsWithoutWords_areRefused() throws Exception {
    SmallCorpus.jsonl(folder.resolve("none.jsonl"), List.of(new SmallCorpus.Doc("1", " \n ")));
    Cli.Result ran = run("none.jsonl");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--target: Cannot train on", "there is no word");
    assertThat(folder.resolve("model.txt")).doesNotExist();
  }
}
