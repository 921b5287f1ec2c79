package zydeco.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A JVM beside this one that runs commands one after the other, so that not each of a hundred small
 * ones pays for loading Spark. It ends with its standard input.
 */
final class WarmJvm implements AutoCloseable {
  private static final Queue<WarmJvm> IDLE = new ConcurrentLinkedQueue<>();

  private final Process process;
  private final PrintStream commands;
  private final BufferedReader answers;

  /**
   * Starts one.
   *
   * @param conf a folder with core-site.xml, as HADOOP_CONF_DIR names it; or null
   */
  WarmJvm(Path conf) throws IOException {
    process =
        new ProcessBuilder(Cli.java(conf, "zydeco.jobs.WarmJvm"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Runs a command to its end in a JVM that waits for one, or in a new one. */
  static Cli.Result runInAny(String... args) throws IOException, InterruptedException {
    WarmJvm idle = IDLE.poll();
    WarmJvm jvm = idle == null ? new WarmJvm(null) : idle;
    Cli.Result result = jvm.run(args);
    IDLE.add(jvm);
    return result;
  }

  /** Runs a command to its end. */
  Cli.Result run(String... args) throws InterruptedException {
    FutureTask<Cli.Result> answer = new FutureTask<>(() -> ask(args));
    new Thread(answer, "command").start();
    try {
      return answer.get(10, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw new IllegalStateException("no answer to " + String.join(" ", args), e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    commands.close(); // with no commands left it ends by itself and removes what it unpacked
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private Cli.Result ask(String... args) throws IOException {
    Path out = Files.createTempFile("zydeco", ".out");
    Path err = Files.createTempFile("zydeco", ".err");
    commands.println(out + "\t" + err + "\t" + String.join("\t", args));
    String code = answers.readLine();
    if (code == null || !code.matches("\\d+")) {
      String how = process.isAlive() ? "said '" + code + "'" : "ended with " + process.exitValue();
      throw new IOException("the JVM " + how + ": " + Files.readString(err));
    }
    return new Cli.Result(Integer.parseInt(code), Cli.taken(out), Cli.taken(err));
  }

  /** Runs the commands of the standard input: two files and the words, apart by tabs, a line. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split("\t", -1);
      try (PrintStream out = stream(words[0]);
          PrintStream err = stream(words[1])) {
        System.setOut(out);
        System.setErr(err);
        int code = Main.run(java.util.Arrays.copyOfRange(words, 2, words.length));
        out.flush();
        err.flush();
        answers.println(code);
      }
    }
    System.exit(0);
  }

  private static PrintStream stream(String file) throws IOException {
    return new PrintStream(Files.newOutputStream(Path.of(file)), true, StandardCharsets.UTF_8);
  }
}
