package zydeco.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that one JVM writes is what the next one loads its classes from. */
class ClassArchiveTest {
  private static final String LOADED = "zydeco.jobs.ClassArchive source: ";

  @TempDir Path folder;

  /** The program of the JVMs below. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) throws Exception {
      ClassArchive.record();
      if (args.length > 0) {
        ClassArchive.write(Path.of(args[0]));
      }
    }
  }

  @Test
  void nextJvmLoadsFromIt() throws Exception {
    Path archive = folder.resolve("loaded classes.jsa");
    String quiet = "-Xlog:disable";
    assertEquals("", jvm(List.of("-XX:+RecordDynamicDumpInfo", quiet), archive.toString()));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count(), "the jar and the archive, nothing half done");
    }
    String before = jvm(List.of("-Xlog:class+load"));
    assertTrue(before.contains(LOADED + "jar:") || before.contains(LOADED + "file:"), before);
    String told = jvm(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:class+load"));
    assertTrue(told.contains(LOADED + "shared objects file (top)"), told);
  }

  @Test
  void commandOfFewClassesKeepsNone() throws Exception {
    Path archive = folder.resolve("classes.jsa");
    jvm(List.of("-XX:+RecordDynamicDumpInfo", "-Dzydeco.class-archive=" + archive));
    assertTrue(Files.notExists(archive));
  }

  /** Runs the probe in a JVM of its own; gives what it wrote to standard output. */
  private String jvm(List<String> options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", jar().toString(), Probe.class.getName()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), told);
    return told;
  }

  /** Archives hold classes of jars alone. */
  private Path jar() throws IOException {
    Path jar = folder.resolve("probe.jar");
    if (Files.notExists(jar)) {
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
        for (Class<?> part : List.of(ClassArchive.class, Probe.class)) {
          String name = part.getName().replace('.', '/') + ".class";
          out.putNextEntry(new JarEntry(name));
          try (InputStream in = part.getClassLoader().getResourceAsStream(name)) {
            in.transferTo(out);
          }
        }
      }
    }
    return jar;
  }
}
