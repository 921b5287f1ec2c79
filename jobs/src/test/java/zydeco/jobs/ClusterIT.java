package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.LocalFile;

/** A real standalone cluster: a master and two workers, JVMs of their own, from the class path. */
@Execution(ExecutionMode.CONCURRENT)
class ClusterIT {
  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      process.destroy(); // a worker ends its executors, and they remove what they unpacked
    }
    for (Process process : processes) {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    }
    Storage.plain().deleteTree(folder.resolve("home").toString());
  }

  @Test
  void run_onMasterAndTwoWorkers_sameBytesAsOnThisMachine() throws Exception {
    Path recipe = SmallCorpus.build(folder, 30);
    Path domains = folder.resolve("ut1/adult/domains");
    Files.createDirectories(domains.getParent());
    Files.writeString(domains, "example.org\n");
    Files.writeString(
        recipe,
        Files.readString(recipe)
            .replace("stages:\n", "lists: {ut1: ut1}\nstages:\n")
            .replace(
                "[gopher-quality, fineweb]", "[gopher-quality, fineweb, rps_doc_ut1_blacklist]"));
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    assertThat(
            Cli.run(
                    "run",
                    recipe.toString(),
                    "--out",
                    here.toString(),
                    "--cores",
                    "2",
                    "--no-report")
                .code())
        .isZero();
    String master = cluster(2);
    Cli.Result result =
        Cli.alone(
            "run",
            recipe.toString(),
            "--out",
            there.toString(),
            "--no-report",
            "--master",
            master,
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.driver.bindAddress=127.0.0.1",
            "--conf",
            "spark.executor.memory=700m",
            "--conf",
            "spark.executor.extraClassPath=" + System.getProperty("java.class.path"));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Builds.manifestText(there)).isEqualTo(Builds.manifestText(here));
    String model = folder.resolve("models/demo-quality.onnx").toString();
    for (int i = 0; i < 2; i++) {
      try (Stream<Path> files = Files.walk(folder.resolve("worker-" + i))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .contains(LocalFile.sentName(model), LocalFile.sentName(domains.toString()));
      }
    }
  }

  @Test
  void run_onMasterWithoutWorkers_saysThatNobodyWorks() throws Exception {
    Path recipe = SmallCorpus.build(folder, 2);
    Path err = folder.resolve("err");
    String out = folder.resolve("there").toString();
    String[] command = {"run", recipe.toString(), "--out", out, "--master", cluster(0)};
    processes.add(Cli.start(folder.resolve("out"), err, command));
    for (int i = 0; i < 600 && !Files.readString(err).contains("no executor after 20 s"); i++) {
      Thread.sleep(200);
    }
    assertThat(err).content().contains(command[5] + ": no executor after 20 s. The cluster has no");
  }

  /** Starts a master and so many workers, and gives the cluster's URL. */
  private String cluster(int workers) throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar") && !Files.exists(jars.resolve(jar.getFileName()))) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    int port = freePort();
    start(
        home,
        "Master",
        "--host",
        "127.0.0.1",
        "--port",
        "" + port,
        "--webui-port",
        "" + freePort());
    await(port);
    String url = "spark://127.0.0.1:" + port;
    for (int i = 0; i < workers; i++) {
      start(
          home,
          "Worker",
          "--host",
          "127.0.0.1",
          "--cores",
          "1",
          "--memory",
          "1g",
          "--webui-port",
          "" + freePort(),
          "-d",
          Files.createDirectories(folder.resolve("worker-" + i)).toString(),
          url);
    }
    return url;
  }

  private void start(Path home, String what, String... args) throws IOException {
    String role = what.toLowerCase(java.util.Locale.ROOT);
    List<String> command = Cli.java("org.apache.spark.deploy." + role + "." + what, "-Xmx256m");
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(what + processes.size() + ".log").toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    processes.add(builder.start());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void await(int port) throws Exception {
    for (int i = 0; i < 240; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
        return;
      } catch (IOException e) {
        Thread.sleep(250);
      }
    }
    throw new IllegalStateException("the master does not listen on port " + port);
  }
}
