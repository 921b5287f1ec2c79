package zydeco.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The classes of a build as the JVM keeps them, loaded and verified: an archive for {@code
 * -XX:SharedArchiveFile} (class data sharing). A third of a small build's time goes into loading
 * Spark's classes without it. {@code ./zydeco} uses the archive of the jars at hand and, where
 * there is none, starts the JVM with {@code -XX:+RecordDynamicDumpInfo} and the property {@code
 * zydeco.class-archive}, which names the file to write.
 */
final class ClassArchive {
  /** A build loads some 20,000 classes; a command that found all its work done loads fewer. */
  private static final int WORTH_KEEPING = 12_000;

  private ClassArchive() {}

  /** Writes the archive that was asked for. What goes wrong costs the archive and nothing else. */
  static void record() {
    String file = System.getProperty("zydeco.class-archive");
    if (file == null
        || ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() < WORTH_KEEPING) {
      return;
    }
    System.err.println(
        "zydeco: keeping the loaded classes for the next starts (once, half a minute)");
    try {
      write(Path.of(file));
    } catch (IOException | JMException | RuntimeException e) {
      System.err.println("zydeco: Cannot keep the classes in " + file + ": " + e.getMessage());
    }
  }

  /** Writes the classes loaded so far; the file stands whole or not at all. */
  static void write(Path file) throws IOException, JMException {
    Path aside = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    PrintStream out = System.out;
    System.setOut(System.err); // the JVM tells of it on standard output, which is for results
    try {
      ask("vmClassHierarchy").lines().forEach(ClassArchive::link);
      String told = ask("vmCds", "dynamic_dump", '"' + aside.toString() + '"'); // as one word
      if (!Files.exists(aside)) {
        throw new IOException(told.strip());
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      System.setOut(out);
      Files.deleteIfExists(aside);
    }
  }

  /**
   * Verifies a class that was loaded and never used; the JVM would leave it out.
   *
   * @param line of the class hierarchy, such as {@code | |--java.util.HashMap/null (intf)}
   */
  private static void link(String line) {
    String name = line.replaceFirst("^[| -]*", "").replaceFirst("/.*", "");
    try {
      Class<?> type = Class.forName(name, false, ClassArchive.class.getClassLoader());
      Object unused = type.getDeclaredConstructors(); // asking for them verifies the class
    } catch (ClassNotFoundException | LinkageError e) {
      // a hidden class, or one whose library is not there: not for the archive
    }
  }

  /** Asks the JVM what jcmd asks it. */
  private static String ask(String command, String... arguments) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("com.sun.management:type=DiagnosticCommand");
    Object[] values = {arguments};
    return (String) server.invoke(name, command, values, new String[] {String[].class.getName()});
  }
}
