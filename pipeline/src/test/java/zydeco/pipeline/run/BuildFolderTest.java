package zydeco.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.corpus.Storage;

class BuildFolderTest {
  @TempDir Path folder;

  @Test
  void files_folderWithAUsersOwn_areTheBuildsAlone() throws IOException {
    for (String name :
        List.of(
            "recipe.yaml",
            "in/a.jsonl",
            "ledger/part-0.parquet",
            "ledger/.part-1.tmp",
            "shards/megatron/a.bin",
            "near/index",
            "report.html",
            "manifest.json")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    assertThat(BuildFolder.at(Storage.plain(), folder.toString()).files())
        .containsExactly("ledger/part-0.parquet", "shards/megatron/a.bin");
  }
}
