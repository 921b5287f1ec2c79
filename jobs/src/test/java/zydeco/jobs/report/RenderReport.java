package zydeco.jobs.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Renders a report.json by hand: {@code RenderReport report.json report.html}. */
final class RenderReport {
  private RenderReport() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(
        Path.of(args[1]), ReportPage.render(new JsonMapper().readTree(Path.of(args[0]).toFile())));
  }
}
