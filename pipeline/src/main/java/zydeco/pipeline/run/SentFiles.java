package zydeco.pipeline.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import zydeco.pipeline.recipe.LocalFile;
import zydeco.pipeline.stage.Stage;

/** Sends the files that stages open to the executors of a cluster, which may be other machines. */
final class SentFiles {
  private SentFiles() {}

  static void send(SparkContext context, Stream<? extends Stage> stages) throws IOException {
    if (context.isLocal()) {
      return;
    }
    Set<String> paths = new TreeSet<>();
    stages.forEach(stage -> paths.addAll(stage.localFiles()));
    Path folder = Files.createTempDirectory("zydeco-sent-");
    folder.toFile().deleteOnExit();
    for (String path : paths) {
      Path named = folder.resolve(LocalFile.sentName(path));
      if (!context.listFiles().exists(sent -> sent.endsWith("/" + named.getFileName()))) {
        link(Path.of(path).toRealPath(), named);
        context.addFile(named.toString());
      }
    }
  }

  /** Spark names what it sends by the file's own name. */
  private static void link(Path file, Path named) throws IOException {
    try {
      Files.createLink(named, file);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(file, named); // another file system, or one without links
    }
    named.toFile().deleteOnExit();
  }
}
