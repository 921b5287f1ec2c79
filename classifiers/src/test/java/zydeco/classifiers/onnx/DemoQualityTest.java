package zydeco.classifiers.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.Score;

/** The classifier that the demo uses, as it is committed. */
class DemoQualityTest {
  private static final Path MODEL = Path.of("../jobs/models/demo-quality.onnx");

  private static OnnxScorer scorer() {
    ModelCard card = ModelCard.read(ModelCard.pathFor(MODEL));
    ModelFile tokenizer = ModelFile.of(MODEL.resolveSibling(card.tokenizer()));
    return OnnxScorer.open(ModelFile.of(MODEL), tokenizer, card);
  }

  @Test
  void score_goldenTexts_isThatOfOnnxRuntimeForPython() {
    OnnxScorer scorer = scorer();
    for (TinyModels.Golden golden : TinyModels.golden("demo-quality")) {
      double expected = Math.max(0, Math.min(1, golden.logits()[0]));
      Score score = scorer.score(golden.utf8());
      assertThat(score.value()).as(golden.text()).isCloseTo(expected, Offset.offset(1e-5));
      assertThat(score.label()).isEqualTo(expected >= 0.5 ? "explanation" : "listing");
    }
  }

  @Test
  void check_committedFiles_passes() {
    scorer().check();
  }

  @Test
  void score_explanationAndListing_areToldApart() {
    String explanation =
        """
        Reads lines from a stream without holding the stream in memory. The reader keeps a small
        buffer; when the buffer is empty it asks the stream for more, and when a line is longer
        than the buffer the buffer grows. Call close when you are done, because the stream below
        is not closed for you. Two threads must not share one reader: each would see a part of the
        lines only, and nobody could say which part.""";
    String listing =
        """
        Index
        A B C D E F
        add(int) - Method in class example.lines.LineReader
        available() - Method in class example.lines.LineReader
        BUFFER_SIZE - Static variable in class example.lines.LineReader
        close() - Method in class example.lines.LineReader
        All Classes
        LineReader
        LineWriter
        LineException""";
    OnnxScorer scorer = scorer();
    assertThat(scorer.score(explanation.getBytes(StandardCharsets.UTF_8)).value())
        .isGreaterThan(0.8);
    assertThat(scorer.score(listing.getBytes(StandardCharsets.UTF_8)).value()).isLessThan(0.3);
  }

  @Test
  void files_all_areSmall() throws IOException {
    try (Stream<Path> files = Files.list(MODEL.getParent())) {
      long bytes = 0;
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("demo-quality")).toList()) {
        bytes += Files.size(file);
      }
      assertThat(bytes).isBetween(100_000L, 2L << 20);
    }
  }
}
