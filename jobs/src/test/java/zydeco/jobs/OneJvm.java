package zydeco.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Several commands, one after the other, in one JVM that is not this one. */
final class OneJvm {
  private OneJvm() {}

  /** Runs the commands to their ends. */
  static List<Cli.Result> run(Path folder, List<List<String>> commands)
      throws IOException, InterruptedException {
    List<String> lines = commands.stream().map(words -> String.join("\t", words)).toList();
    Path list = Files.createDirectories(folder).resolve("commands");
    Files.write(list, lines);
    List<String> java =
        Cli.java("zydeco.jobs.OneJvm", "-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    java.add(list.toString());
    Process process =
        new ProcessBuilder(java)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running: " + lines);
    }
    List<Cli.Result> results = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!Files.exists(folder.resolve(i + ".code"))) {
        throw new IllegalStateException(Files.readString(folder.resolve("log")));
      }
      results.add(
          new Cli.Result(
              Integer.parseInt(Files.readString(folder.resolve(i + ".code"))),
              Files.readString(folder.resolve(i + ".out")),
              Files.readString(folder.resolve(i + ".err"))));
    }
    return results;
  }

  /** Runs the commands of a file, a line each, words apart by tabs; leaves what they say by it. */
  public static void main(String[] args) throws IOException {
    Path list = Path.of(args[0]);
    int number = 0;
    for (String line : Files.readAllLines(list)) {
      try (PrintStream out = stream(list.resolveSibling(number + ".out"));
          PrintStream err = stream(list.resolveSibling(number + ".err"))) {
        System.setOut(out);
        System.setErr(err);
        int code = Main.run(line.split("\t"));
        Files.writeString(list.resolveSibling(number + ".code"), "" + code);
      }
      number++;
    }
    System.exit(0);
  }

  private static PrintStream stream(Path file) throws IOException {
    return new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
  }
}
