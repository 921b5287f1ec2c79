package zydeco.jobs.demo;

/**
 * A page of a documentation jar.
 *
 * @param jar where it is from
 * @param path its path in the jar
 * @param date of the jar's entry, as ISO 8601 in UTC, to the second
 * @param html as the jar has it
 */
record Page(DocumentationJar jar, String path, String date, byte[] html) {
  String url() {
    return jar.url(path);
  }
}
