package zydeco.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import zydeco.pipeline.corpus.CorruptFileException;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.run.BuildException;

/**
 * The command line. Exit codes: 0 done; 1 the work failed; 2 the command or the recipe is wrong;
 * 130 interrupted.
 */
@Command(
    name = "zydeco",
    mixinStandardHelpOptions = true,
    version = "zydeco 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    description = "Builds pretraining corpora: raw sources in, a judged mix of packed shards out.",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      PlanCommand.class,
      TryCommand.class,
      WhyCommand.class,
      ListsCommand.class,
      WhatIfCommand.class,
      VerifyCommand.class,
      NearCommand.class,
      ImportanceCommand.class,
      ReportCommand.class,
      TrainScorerCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nCommands outside the JVM:%n",
    footer = {
      "  test            every test, Java and Python",
      "  train           the trainer: train SHARDS --preset NAME --tokens N --out DIR",
      "  compare, evaluate, export, import, presets    the trainer's other commands",
      "  train-encoder   an encoder with one score from scored documents, as ONNX",
      "  quantise        an ONNX model with 8-bit weights, and how much its scores move",
      "",
      "Progress goes to stderr, results to stdout. Exit codes: 0 done, 1 failed,",
      "2 wrong command or recipe, 130 interrupted.",
      "",
      "Environment:",
      "  JAVA_HOME, PYTHON  which JDK (17 or newer) and which Python (3.11 or newer)",
      "  ZYDECO_HEAP        memory, such as 8g (a quarter of the machine's)",
      "  TMPDIR             the folder of temporary files, Spark's among them",
      "  HADOOP_CONF_DIR    the folder of core-site.xml, for object stores and clusters",
      "  ZYDECO_DEBUG=1     shows where in the program a command failed"
    })
public final class Main {
  /** How Spark names a file that it could not read. */
  private static final Pattern READ_BY_SPARK =
      Pattern.compile("FAILED_READ_FILE.* reading file (\\S+?)\\.? ");

  /** What other programs say, and what that means for a build. */
  private static final Map<Pattern, String> MEANING =
      Map.of(
          Pattern.compile("SparkContext (has been shutdown|was shut down)|stopped SparkContext"),
          "The cluster has ended this application: its executors could not start or died over and"
              + " over, or its master is gone. The executors' stderr files, on the workers, say why."
              + " What is finished stays; the same command goes on.",
          Pattern.compile("OutOfMemoryError|GC overhead limit|INVALID_DRIVER_MEMORY"),
          "The memory is too small, "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MB here. Give more: ZYDECO_HEAP=8g ./zydeco ..., on a cluster"
              + " '--conf spark.executor.memory=8g'; or do less at once, with fewer '--cores'."
              + " What is finished stays; the same command goes on.",
          Pattern.compile("^Cannot unpack |^UnsatisfiedLinkError: "),
          "Native libraries cannot be unpacked in "
              + System.getProperty("java.io.tmpdir")
              + ", or not run from there. Make room, or set TMPDIR to another folder, then run the"
              + " same command again: it goes on with what is finished.",
          Pattern.compile("Too many open files"),
          "Too many files are open at once for this shell. Allow more, such as 'ulimit -n 4096', then"
              + " run the same command again: it goes on with what is finished.");

  private static final List<String> FULL =
      List.of("No space left on device", "Disk quota exceeded", "File too large");
  private static final String ROOM =
      "Make room there, and for temporary files ('--conf spark.local.dir=FOLDER' says where), then run"
          + " the same command again: it goes on with what is finished.";

  private static volatile String commandLine = "";

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    Answers answers = new Answers();
    System.setOut(new PrintStream(new BufferedOutputStream(answers), true, UTF_8));
    int code = run(args);
    System.out.flush();
    if (answers.lost != null) {
      System.err.println("zydeco: Cannot write to standard output: " + answers.lost + ".");
      code = Math.max(code, 1);
    }
    if (code == 0) {
      ClassArchive.record();
    }
    System.exit(code);
  }

  /**
   * Standard output. A reader who goes away has what he wanted; otherwise nothing is lost in
   * silence.
   */
  private static final class Answers extends FileOutputStream {
    private String lost;

    Answers() {
      super(FileDescriptor.out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        super.write(bytes, from, length);
      } catch (IOException e) {
        lost = "Broken pipe".equals(e.getMessage()) ? lost : e.getMessage();
        throw e;
      }
    }
  }

  /** What was asked, as a shell would take it again. */
  static String commandLine() {
    return commandLine;
  }

  static CommandLine commands() {
    return new CommandLine(new Main());
  }

  /** Runs a command and gives its exit code. */
  public static int run(String... args) {
    commandLine =
        Arrays.stream(args)
            .map(word -> word.matches("[A-Za-z0-9_./:=,@+-]+") ? word : quoted(word))
            .collect(Collectors.joining(" "));
    if (args.length == 0) {
      args = new String[] {"help"};
    }
    CommandLine line = commands();
    line.setExecutionExceptionHandler(Main::explain);
    line.setParameterExceptionHandler(Main::misuse);
    return line.execute(args);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static int misuse(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String near = null;
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().get(0);
      List<String> known = new ArrayList<>(command.getSubcommands().keySet());
      command.getCommandSpec().optionsMap().keySet().forEach(known::add);
      near = RecipeException.nearest(word, known);
      err.println("zydeco: Cannot use '" + word + "': there is no such command or option.");
    } else {
      err.println("zydeco: " + e.getMessage());
    }
    err.println((near == null ? "" : "Did you mean '" + near + "'? ") + "See './zydeco help'.");
    return 2;
  }

  static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    String full = fullDisk(e);
    if (full != null) {
      err.println("zydeco: " + full + ". " + ROOM);
      return 1;
    }
    String damaged = unreadable(e);
    if (damaged != null) {
      err.println("zydeco: " + damaged);
      return 1;
    }
    Throwable cause = e;
    while (cause != null) {
      if (cause instanceof RecipeException) {
        err.println(cause.getMessage());
        return 2;
      }
      if (cause instanceof BuildException) {
        err.println("zydeco: " + cause.getMessage());
        return 1;
      }
      cause = cause.getCause();
    }
    String root = rootMessage(e);
    for (Map.Entry<Pattern, String> known : MEANING.entrySet()) {
      if (known.getKey().matcher(root).find()) {
        err.println("zydeco: " + known.getValue());
        return 1;
      }
    }
    String file = unreached(e);
    if (file != null) {
      err.println("zydeco: " + file);
      return 1;
    }
    err.println("zydeco: " + root);
    if (System.getenv("ZYDECO_DEBUG") != null) {
      e.printStackTrace(err);
    } else {
      err.println("Set ZYDECO_DEBUG=1 to see where in the program.");
    }
    return 1;
  }

  /** Which file could not be opened or read, and why; null where it is something else. */
  private static String unreadable(Exception e) {
    if (e instanceof CorruptFileException) {
      return "Cannot read " + e.getMessage() + ".";
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      Matcher read = READ_BY_SPARK.matcher(String.valueOf(cause.getMessage()));
      if (read.find()) {
        return "Cannot read "
            + read.group(1).replaceFirst("^file:/+", "/")
            + ": "
            + rootMessage(e)
            + ". The file is damaged or gone: put it there again, or build anew what it is of.";
      }
    }
    return null;
  }

  /** Which file could not be opened or written, be it in a task, and why; null where none is. */
  private static String unreached(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof IOException && message.startsWith("Cannot write ")) {
        return message + ".";
      }
      if (cause instanceof FileSystemException file && file.getFile() != null) {
        return "Cannot open " + file.getFile() + ": " + Storage.why(file) + ". Check the path.";
      }
    }
    return null;
  }

  /** What could not be written where a disk is full; null where none is. */
  static String fullDisk(Throwable e) {
    String told = null;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      boolean full = cause instanceof IOException && FULL.stream().anyMatch(message::endsWith);
      if (full && message.startsWith("Cannot write ")) {
        return message;
      }
      told = full ? "Cannot write: " + message : told;
    }
    return told;
  }

  /** What went wrong first: in our own words, or as the class says it. */
  static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    return message.startsWith("Cannot ")
        ? message
        : root.getClass().getSimpleName() + ": " + message;
  }
}
