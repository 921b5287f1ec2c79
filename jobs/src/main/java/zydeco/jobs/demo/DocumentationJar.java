package zydeco.jobs.demo;

import java.nio.file.Path;

/**
 * A library's documentation as Maven Central has it: the artifact of classifier {@code javadoc}.
 */
record DocumentationJar(String source, String group, String artifact, String version) {

  /** The file's place below the cache folder, as the dependency plugin's goal copy names it. */
  Path below(Path cacheDir) {
    return cacheDir.resolve(source).resolve(artifact + "-" + version + "-javadoc.jar");
  }

  /** Where the page is served to people. */
  String url(String page) {
    return "https://javadoc.io/static/" + group + "/" + artifact + "/" + version + "/" + page;
  }
}
