package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TryCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path folder;
  private Path recipe;
  private Path lines;

  @BeforeEach
  void recipe() throws Exception {
    lines = folder.resolve("in.jsonl");
    Files.writeString(
        lines, JSON.createObjectNode().put("text", "two words").put("kind", "{\"no JSON") + "\n");
    recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        """
        recipe: try
        schema: 1
        sources:
          - web: {paths: [in.jsonl]}
          - books: {paths: [in.jsonl]}
        stages:
          - quality-signals: {layout: redpajama-v2}
          - language: {column: kind}
        """);
  }

  @Test
  void try_labelThatBeginsAsJson_staysAWord() throws Exception {
    Cli.Result result = Cli.run("try", recipe.toString(), "--in", lines.toString());
    assertThat(result.code()).as(result.err()).isZero();
    JsonNode signals = JSON.readTree(result.out()).path("signals");
    assertThat(signals.path("language").asText()).isEqualTo("{\"no JSON");
    assertThat(signals.path("quality_signals").path("rps_doc_word_count").isArray()).isTrue();
  }

  @Test
  void try_folder_isRefused() throws Exception {
    Cli.Result result = Cli.run("try", recipe.toString(), "--in", folder.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--in: Cannot read " + folder + ": it is a folder");
  }

  @Test
  void try_sourceThatTheRecipeLacks_isRefusedWithTheNearest() throws Exception {
    Cli.Result result =
        Cli.run("try", recipe.toString(), "--in", lines.toString(), "--source", "boks");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("--source boks: Cannot judge for it", "Did you mean 'books'?");
  }

  @Test
  void try_linesAsTheSourceHasThem_areReadAsTheBuildReadsThem() throws Exception {
    Files.writeString(folder.resolve("bad.txt"), "bad.org\n");
    Files.writeString(
        recipe,
        """
        recipe: try
        schema: 1
        sources:
          - web: {paths: [in.jsonl], columns: {text: body, id: key, url: meta.link}}
        stages:
          - url-filter: {domains: [bad.txt]}
        """);
    Files.writeString(
        lines,
        """
        {"key": "own", "body": "a", "text": "b", "meta": {"link": "http://bad.org/"}}
        {"id": "usual", "text": "a", "url": "http://bad.org/"}
        """);
    Cli.Result result = Cli.run("try", recipe.toString(), "--in", lines.toString());
    assertThat(result.code()).as(result.err()).isZero();
    for (String line : result.out().lines().toList()) {
      assertThat(JSON.readTree(line).path("rule").asText()).as(line).isEqualTo("domain");
    }
    assertThat(result.out()).contains("\"id\":\"own\"", "\"id\":\"usual\"");
  }
}
