package zydeco.jobs;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line as its user meets it: a JVM of its own. */
final class Cli {
  /** Small builds end before the optimising compiler has paid for itself. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private Cli() {}

  /**
   * What a command left.
   *
   * @param code its exit code
   */
  record Result(int code, String out, String err) {}

  /** Runs a command to its end. */
  static Result run(String... args) throws IOException, InterruptedException {
    return run(null, args);
  }

  /**
   * Runs a command to its end.
   *
   * @param conf a folder with core-site.xml, as HADOOP_CONF_DIR names it; or null
   */
  static Result run(Path conf, String... args) throws IOException, InterruptedException {
    Path out = Files.createTempFile("zydeco", ".out");
    Path err = Files.createTempFile("zydeco", ".err");
    Process process = start(conf, out, err, args);
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running: " + String.join(" ", args));
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Starts a command. */
  static Process start(Path out, Path err, String... args) throws IOException {
    return start(null, out, err, args);
  }

  private static Process start(Path conf, Path out, Path err, String... args) throws IOException {
    List<String> command = java("zydeco.jobs.Main", "-Xmx1g", QUICK_START, "-XX:+UseSerialGC");
    command.addAll(List.of(args));
    if (conf != null) {
      int path = command.indexOf("-cp") + 1;
      command.set(path, conf + File.pathSeparator + command.get(path));
    }
    return new ProcessBuilder(command)
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** The beginning of a java command with this JVM's class path and module options. */
  static List<String> java(String main, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("--") || argument.startsWith("-XX:+Ignore")) {
        command.add(argument);
      }
    }
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    return command;
  }
}
