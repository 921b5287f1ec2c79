package zydeco.jobs.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import zydeco.pipeline.run.BuildException;

/**
 * The documentation jars that the demo's project file lists, and one Maven call that fetches those
 * that are not yet in the cache folder. Maven runs as the user's own command, so that the user's
 * mirrors and proxies apply.
 */
final class DocumentationJars {
  private static final String PROJECT = "pom.xml";
  private final String maven;
  private final byte[] project;

  private DocumentationJars(String maven, byte[] project) {
    this.maven = maven;
    this.project = project;
  }

  /** The jars of the project file that comes with the program. */
  static DocumentationJars committed() {
    return of("mvn", resource());
  }

  static DocumentationJars of(String maven, byte[] project) {
    return new DocumentationJars(maven, project);
  }

  /** The list, in the project file's order. */
  List<DocumentationJar> list() {
    List<DocumentationJar> jars = new ArrayList<>();
    for (Element execution : elements(parse(), "execution")) {
      String source = text(execution, "id");
      for (Element item : elements(execution, "artifactItem")) {
        jars.add(
            new DocumentationJar(
                source, text(item, "groupId"), text(item, "artifactId"), text(item, "version")));
      }
    }
    return jars;
  }

  /**
   * Makes sure that every jar is in the cache folder. Needs a network only where one is missing or
   * damaged. Throws BuildException, in one sentence, where Maven cannot be run or fails.
   */
  void fetch(Path cacheDir, PrintStream progress) throws IOException {
    Files.createDirectories(cacheDir);
    int missing = dropDamaged(cacheDir);
    if (missing == 0) {
      progress.println("Documentation jars: all " + list().size() + " are in " + cacheDir);
      return;
    }
    progress.println("Documentation jars: fetching " + missing + " with " + maven + " ...");
    Files.write(cacheDir.resolve(PROJECT), project);
    String complaint = runMaven(cacheDir);
    int left = dropDamaged(cacheDir);
    if (complaint != null || left > 0) {
      throw new BuildException(
          "Cannot fetch the demo's documentation jars: "
              + (complaint == null ? left + " did not arrive whole." : complaint)
              + " Mend that (network, or mirrors in Maven's settings.xml), then run the command"
              + " again.");
    }
  }

  /** How many jars are not there; those that do not open are deleted first. */
  private int dropDamaged(Path cacheDir) throws IOException {
    int missing = 0;
    for (DocumentationJar jar : list()) {
      Path file = jar.below(cacheDir);
      if (!opens(file)) {
        Files.deleteIfExists(file);
        missing++;
      }
    }
    return missing;
  }

  private static boolean opens(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.size() > 0;
    } catch (IOException damagedOrAbsent) {
      return false;
    }
  }

  /** Null where all went well, else Maven's first complaint. */
  private String runMaven(Path cacheDir) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                maven,
                "--batch-mode",
                "--quiet",
                "--file",
                cacheDir.resolve(PROJECT).toAbsolutePath().toString(),
                "-Dzydeco.demo.jars=" + cacheDir.toAbsolutePath(),
                "-Dstyle.color=never",
                "generate-resources")
            .redirectErrorStream(true);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new BuildException(
          "Cannot run '" + maven + "': it is not on the PATH. Install Maven 3.8 or newer.", e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return awaited(process) == 0 ? null : complaint(output);
  }

  private static int awaited(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new BuildException("Cannot fetch the demo's documentation jars: interrupted.", e);
    }
  }

  /** The first error that Maven prints, without colours and hints. */
  static String complaint(String output) {
    String plain = output.replaceAll("\u001b\\[[0-9;]*m", "");
    Optional<String> line = plain.lines().filter(l -> l.startsWith("[ERROR]")).findFirst();
    String said = line.orElse(plain.strip()).replace("[ERROR]", "").replaceAll("-> \\[Help.*", "");
    String sentence = said.strip();
    if (sentence.isEmpty()) {
      return "Maven failed without a word.";
    }
    return "Maven says: "
        + (sentence.length() > 400 ? sentence.substring(0, 400) + "..." : sentence)
        + (sentence.endsWith(".") ? "" : ".");
  }

  private Document parse() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory.newDocumentBuilder().parse(new ByteArrayInputStream(project));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new BuildException("Cannot read the demo's project file: " + e.getMessage(), e);
    }
  }

  private static List<Element> elements(org.w3c.dom.Node under, String name) {
    NodeList found =
        under instanceof Document document
            ? document.getElementsByTagName(name)
            : ((Element) under).getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static String text(Element under, String name) {
    return under.getElementsByTagName(name).item(0).getTextContent().strip();
  }

  private static byte[] resource() {
    try (InputStream in =
        DocumentationJars.class.getResourceAsStream("/zydeco/jobs/demo/pom.xml")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new BuildException("Cannot read the demo's project file: " + e.getMessage(), e);
    }
  }
}
