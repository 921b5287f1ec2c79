package zydeco.jobs;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.run.Verification;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Hashes every file of a build again and sums every count anew; exits with 1 and the"
            + " differences where they disagree with the manifest.")
final class VerifyCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "A finished build.")
  private String dir;

  @Override
  public Integer call() throws Exception {
    BuildFolder folder = BuildFolder.at(Storage.plain(), dir);
    List<String> differences = new Verification(folder).differences();
    differences.forEach(System.out::println);
    int files = folder.manifest().path("files").size();
    System.out.println(
        differences.isEmpty()
            ? files + " files and all counts agree with the manifest"
            : differences.size() + " differences");
    return differences.isEmpty() ? 0 : 1;
  }
}
