package zydeco.jobs;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line, in JVMs that are not this one. */
final class Cli {
  /** Small builds end before the optimising compiler has paid for itself. */
  private static final String[] OPTIONS = {"-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"};

  /** Without the optimising compiler a vector is an object, and ten times as slow as its parts. */
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /** The JVM's own warnings: standard output is for results. */
  private static final List<String> SPEAK_ON_STDERR =
      List.of("-Xlog:disable", "-Xlog:all=warning:stderr", "-XX:+DisplayVMOutputToStderr");

  private Cli() {}

  /**
   * What a command left.
   *
   * @param code its exit code
   */
  record Result(int code, String out, String err) {}

  /** Runs a command to its end, in a JVM that has run others. */
  static Result run(String... args) throws IOException, InterruptedException {
    return WarmJvm.runInAny(args);
  }

  /** Runs commands to their ends, one after the other. */
  static List<Result> run(List<List<String>> commands) throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    for (List<String> command : commands) {
      results.add(run(command.toArray(new String[0])));
    }
    return results;
  }

  /** Runs a command to its end as its user does: in a JVM of its own. */
  static Result alone(String... args) throws IOException, InterruptedException {
    Path out = Files.createTempFile("zydeco", ".out");
    Path err = Files.createTempFile("zydeco", ".err");
    Process process = start(out, err, args);
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running: " + String.join(" ", args));
    }
    return new Result(process.exitValue(), taken(out), taken(err));
  }

  /** What a command wrote; its file goes. */
  static String taken(Path file) throws IOException {
    String text = Files.readString(file);
    Files.delete(file);
    return text;
  }

  /**
   * Starts a command in a JVM of its own. Its temporary files lie beside what it says: a JVM that
   * is killed leaves them there.
   */
  static Process start(Path out, Path err, String... args) throws IOException {
    List<String> command = java(null, "zydeco.jobs.Main");
    command.add(1, "-Djava.io.tmpdir=" + err.toAbsolutePath().getParent());
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /**
   * The beginning of a java command that runs commands.
   *
   * @param conf a folder with core-site.xml, as HADOOP_CONF_DIR names it; or null
   */
  static List<String> java(Path conf, String main) {
    List<String> command = java(main, OPTIONS);
    command.remove(VECTORS);
    if (conf != null) {
      int path = command.indexOf("-cp") + 1;
      command.set(path, conf + File.pathSeparator + command.get(path));
    }
    return command;
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
    command.addAll(SPEAK_ON_STDERR);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    return command;
  }
}
