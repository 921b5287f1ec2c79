package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Splits;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Settings;

/** Sources and build in an object store: an S3 server in a process of its own, reached by S3A. */
@Execution(ExecutionMode.CONCURRENT)
class S3IT {
  private static final String BUCKET = "s3a://corpus/";
  @TempDir Path folder;
  private Process server;
  private Path conf;
  private WarmJvm commands;

  @BeforeEach
  void start() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("core-site.xml"), coreSite(port));
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                "target/servers/s3mock.jar",
                "--com.adobe.testing.s3mock.httpPort=" + port,
                "--server.port=0",
                "--com.adobe.testing.s3mock.store.initial-buckets=corpus",
                "--com.adobe.testing.s3mock.store.root=" + folder.resolve("store"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    commands = new WarmJvm(conf);
    await("http://127.0.0.1:" + port + "/corpus?list-type=2");
  }

  @AfterEach
  void stop() throws InterruptedException {
    commands.close();
    server.destroyForcibly().waitFor();
  }

  @Test
  void run_sourcesAndBuildInABucket_sameDocumentsAndShardsAsOnDisk() throws Exception {
    Path recipe = SmallCorpus.build(folder, 20);
    Files.writeString(folder.resolve("in/last/.half.jsonl"), "{\"id\":\"x\",\"text\":\"x y\"}\n");
    Path here = folder.resolve("here");
    run("run", recipe.toString(), "--out", here.toString(), "--cores", "2", "--no-report");

    upload(folder.resolve("in"));
    Path remote = folder.resolve("remote.yaml");
    Files.writeString(
        remote,
        Files.readString(recipe)
            .replace("in/best/", BUCKET + "in/best/")
            .replace("in/middle/", BUCKET + "in/middle/")
            .replace("in/last/", BUCKET + "in/last/")
            .replace("exact-dedup: {on: text}", "exact-dedup: {on: text, publish: keys}"));
    String out = BUCKET + "out";
    run("run", remote.toString(), "--out", out, "--cores", "2");
    assertThat(run("verify", out)).contains("agree with the manifest");
    assertThat(run("why", out, "doc-1-0")).contains("doc-1-0");
    Path copy = folder.resolve("copy");
    download(out, copy);
    assertThat(Files.size(copy.resolve("report.html"))).isPositive();
    for (String table : List.of("documents/", "shards/", "signals/", "duplicates/")) {
      assertThat(Builds.hashes(copy, table)).isEqualTo(Builds.hashes(here, table));
    }
    assertThat(run("run", remote.toString(), "--out", out, "--no-report")).contains("kept");
    comparesWith(out);
    cutsLines();
  }

  /** Parts of one object, each read from its place on. */
  private void cutsLines() throws IOException {
    Path lines = folder.resolve("lines.jsonl");
    Files.writeString(
        lines,
        IntStream.range(0, 1000)
            .mapToObj(i -> "{\"text\": \"" + "x".repeat(i % 97) + "\"}\n")
            .collect(Collectors.joining()));
    upload(lines);
    Storage storage = Storage.of(configuration());
    Settings recipe =
        Settings.parse(
            folder.resolve("r.yaml"), "sources: [s: {paths: [" + BUCKET + "lines.jsonl]}]\n");
    Source source = Source.of(recipe.entries("sources").get(0), 0, storage, null);
    List<Split> plan = Splits.plan(List.of(source), 10_000, storage);
    List<Long> counts = new ArrayList<>();
    for (Slice range : Splits.ranges(plan)) {
      counts.add(Splits.lines(range, storage));
    }
    int row = 0;
    for (Split split : Splits.numbered(plan, counts)) {
      try (RowReader reader =
          RowReader.open(storage, source, split.slices().get(0), wanted -> true)) {
        for (Intake next = reader.next(); next != null; next = reader.next()) {
          Intake.Good good = (Intake.Good) next;
          assertThat(good.row()).isEqualTo(row);
          assertThat(good.document().text()).hasSize(row++ % 97);
        }
      }
    }
    assertThat(counts).hasSizeGreaterThan(5);
    assertThat(row).isEqualTo(1000);
  }

  /** A second build, on disk, of documents that the index in the bucket knows. */
  private void comparesWith(String earlier) throws Exception {
    Path recipe = folder.resolve("again.yaml");
    Files.writeString(
        recipe,
        """
        recipe: again
        schema: 1
        sources:
          - last: {format: jsonl, paths: [%sin/last/*]}
        stages:
          - exact-dedup: {on: text, against: %s}
        output:
          documents: {format: parquet}
        """
            .formatted(BUCKET, earlier));
    Path again = folder.resolve("again");
    run("run", recipe.toString(), "--out", again.toString(), "--no-report");
    List<List<String>> copies = Builds.rows(again, "duplicates", "id", "survivor");
    assertThat(copies).hasSizeGreaterThan(5);
    assertThat(run("why", again.toString(), copies.get(0).get(0)))
        .contains("kept in its stead:", copies.get(0).get(1), "of the earlier build " + earlier);
  }

  /** Runs a command that must succeed; gives what it printed. */
  private String run(String... args) throws Exception {
    Cli.Result result = commands.run(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private void upload(Path from) throws IOException {
    files()
        .copyFromLocalFile(
            new org.apache.hadoop.fs.Path(from.toUri()),
            new org.apache.hadoop.fs.Path(BUCKET + from.getFileName()));
  }

  private void download(String from, Path to) throws IOException {
    files()
        .copyToLocalFile(
            new org.apache.hadoop.fs.Path(from), new org.apache.hadoop.fs.Path(to.toUri()));
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.addResource(new org.apache.hadoop.fs.Path(conf.resolve("core-site.xml").toUri()));
    return configuration;
  }

  private FileSystem files() throws IOException {
    return FileSystem.newInstance(URI.create(BUCKET), configuration());
  }

  private static String coreSite(int port) {
    StringBuilder xml = new StringBuilder("<configuration>\n");
    for (String pair :
        List.of(
            "endpoint=http://127.0.0.1:" + port,
            "endpoint.region=us-east-1",
            "path.style.access=true",
            "connection.ssl.enabled=false",
            "access.key=key",
            "secret.key=secret")) {
      String[] parts = pair.split("=", 2);
      xml.append("<property><name>fs.s3a.").append(parts[0]).append("</name><value>");
      xml.append(parts[1]).append("</value></property>\n");
    }
    return xml.append("</configuration>\n").toString();
  }

  private void await(String url) throws Exception {
    for (int i = 0; i < 480; i++) {
      assertThat(server.isAlive()).as(Files.readString(folder.resolve("server.log"))).isTrue();
      try {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        if (connection.getResponseCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not up yet.
      }
      Thread.sleep(250);
    }
    throw new IllegalStateException("the S3 server does not answer at " + url);
  }
}
