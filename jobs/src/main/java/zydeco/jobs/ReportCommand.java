package zydeco.jobs;

import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.run.BuildFolder;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes report.html and report.json anew from what a build holds.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "A finished build.")
  private String dir;

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() throws Exception {
    BuildFolder.at(Storage.plain(), dir).manifest();
    try (SparkSession session = spark.open("zydeco report")) {
      Storage storage = Storage.of(session.sparkContext().hadoopConfiguration());
      BuildFolder folder = BuildFolder.at(storage, dir);
      RunRecord record = RunRecord.read(folder);
      ReportFiles.write(session, folder, record == null ? null : record.recipe());
      System.out.println("report: " + folder.path("report.html"));
    }
    return 0;
  }
}
