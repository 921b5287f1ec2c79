package zydeco.pipeline.corpus;

import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Where files are: those of this machine through java.nio, all others ({@code s3a://}, {@code
 * hdfs://} ...) through Hadoop's FileSystem. A location is an absolute path, or a URI with a
 * scheme. It travels to executors with its Hadoop configuration.
 */
public final class Storage implements Serializable {
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:/.*");
  private static final Pattern GLOB = Pattern.compile(".*[*?\\[{].*");

  private final HadoopSettings hadoop;

  private Storage(HadoopSettings hadoop) {
    this.hadoop = hadoop;
  }

  /** With Hadoop's own defaults, which are loaded only when a URI needs them. */
  public static Storage plain() {
    return new Storage(HadoopSettings.defaults());
  }

  /** With a Hadoop configuration, such as the one of a Spark session. */
  public static Storage of(Configuration hadoop) {
    return new Storage(HadoopSettings.of(hadoop));
  }

  /**
   * Whether a location says its file system, as {@code s3a://bucket/out} does; else it is a path.
   */
  public static boolean isUri(String location) {
    return SCHEME.matcher(location).matches();
  }

  /** Whether a location is on this machine. */
  static boolean isLocal(String location) {
    return !isUri(location) || location.startsWith("file:/");
  }

  static Path local(String location) {
    return location.startsWith("file:/") ? Path.of(URI.create(location)) : Path.of(location);
  }

  /** Whether a file or folder is there. */
  public boolean exists(String location) throws IOException {
    return isLocal(location)
        ? Files.exists(local(location))
        : remote(location).exists(new org.apache.hadoop.fs.Path(location));
  }

  /** The length of a file, in bytes. */
  public long length(String location) throws IOException {
    return file(location, location).length();
  }

  /** Opens a file's bytes. */
  public InputStream read(String location) throws IOException {
    return open(location);
  }

  /** Copies a file, so that the copy is there whole or not at all. */
  public void copy(String from, String to) throws IOException {
    try (InputStream in = open(from)) {
      write(to, in::transferTo);
    }
  }

  /** Writes a small file aside and gives it its name, so that it is there whole or not at all. */
  public void write(String location, byte[] bytes) throws IOException {
    write(location, out -> out.write(bytes));
  }

  /** What a file is to hold. */
  private interface Content {
    void to(OutputStream out) throws IOException;
  }

  /** A disk may be full: then the file is named, and what was written of it takes up no room. */
  private void write(String location, Content content) throws IOException {
    int slash = location.lastIndexOf('/');
    String aside = location.substring(0, slash + 1) + "." + location.substring(slash + 1) + ".tmp";
    try {
      if (isLocal(location)) {
        Files.createDirectories(local(location).getParent());
      }
      try (OutputStream out =
          isLocal(location)
              ? Files.newOutputStream(local(aside))
              : remote(aside).create(new org.apache.hadoop.fs.Path(aside), true)) {
        content.to(out);
      }
      publish(aside, location);
    } catch (IOException e) {
      String why = e instanceof FileSystemException file ? why(file) : e.getMessage();
      IOException told = new IOException("Cannot write " + location + ": " + why, e);
      try {
        delete(aside);
      } catch (IOException left) {
        told.addSuppressed(left);
      }
      throw told;
    }
  }

  /**
   * Holds a file's lock until closed, then removes the file, and its folder where that is empty;
   * the operating system lets go of the lock when the process dies. Null where another process
   * holds it. Object stores have no locks: there it always succeeds.
   */
  public Closeable lock(String location) throws IOException {
    if (!isLocal(location)) {
      return () -> {};
    }
    return FileLock.take(local(location));
  }

  /** Removes a file, or a folder with all below it; nothing where it is not there. */
  public void deleteTree(String location) throws IOException {
    if (!isLocal(location)) {
      remote(location).delete(new org.apache.hadoop.fs.Path(location), true);
    } else if (Files.exists(local(location))) {
      List<Path> all = new ArrayList<>(List.of(local(location)));
      try (Stream<Path> below = Files.walk(local(location))) {
        below.skip(1).forEach(all::add);
      }
      for (int i = all.size() - 1; i >= 0; i--) {
        Files.delete(all.get(i));
      }
    }
  }

  /** Why a file could not be reached, in words. */
  public static String why(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (e instanceof FileSystemLoopException) {
      return "it is a link to a folder that it lies in";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }

  /** The same of what may be no file's fault; it names the file. */
  public static String told(IOException e) {
    return e instanceof FileSystemException file
        ? file.getFile() + ": " + why(file)
        : e.getMessage();
  }

  /**
   * Every file below a folder, hidden ones too, as sorted paths relative to it; none without it.
   */
  public List<String> list(String folder) throws IOException {
    List<String> files = new ArrayList<>();
    if (!exists(folder)) {
      return files;
    }
    if (isLocal(folder)) {
      Path top = local(folder);
      for (Path path : walk(top, Integer.MAX_VALUE)) {
        if (Files.isRegularFile(path)) {
          files.add(top.relativize(path).toString().replace(File.separatorChar, '/'));
        }
      }
    } else {
      org.apache.hadoop.fs.Path top = new org.apache.hadoop.fs.Path(folder);
      String prefix = remote(folder).makeQualified(top).toString() + "/";
      RemoteIterator<LocatedFileStatus> below = remote(folder).listFiles(top, true);
      while (below.hasNext()) {
        files.add(below.next().getPath().toString().substring(prefix.length()));
      }
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  InputStream open(String location) throws IOException {
    if (isLocal(location)) {
      return Files.newInputStream(local(location));
    }
    return remote(location).open(new org.apache.hadoop.fs.Path(location));
  }

  /** Opens a file's bytes from a place on. */
  InputStream open(String location, long from) throws IOException {
    if (isLocal(location)) {
      FileInputStream in = new FileInputStream(local(location).toFile());
      in.getChannel().position(from);
      return in;
    }
    FSDataInputStream in = remote(location).open(new org.apache.hadoop.fs.Path(location));
    in.seek(from);
    return in;
  }

  org.apache.parquet.io.InputFile parquet(InputFile file) throws IOException {
    return isLocal(file.location())
        ? new LocalFile(local(file.location()))
        : HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(file.location()), hadoop.configuration());
  }

  OutputFile parquetOutput(String location) throws IOException {
    if (isLocal(location)) {
      Files.createDirectories(local(location).getParent());
      return new LocalOutputFile(local(location));
    }
    return HadoopOutputFile.fromPath(
        new org.apache.hadoop.fs.Path(location), hadoop.configuration());
  }

  /** Makes a written file durable and gives it its final name; an older one is replaced. */
  void publish(String aside, String location) throws IOException {
    if (!isLocal(location)) {
      org.apache.hadoop.fs.Path to = new org.apache.hadoop.fs.Path(location);
      FileSystem files = remote(location);
      files.delete(to, false);
      if (!files.rename(new org.apache.hadoop.fs.Path(aside), to)) {
        throw new IOException("Cannot rename " + aside + " to " + location);
      }
      return;
    }
    Path to = local(location);
    sync(local(aside), StandardOpenOption.WRITE);
    Files.move(local(aside), to, StandardCopyOption.ATOMIC_MOVE);
    sync(to.getParent(), StandardOpenOption.READ);
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  void delete(String location) throws IOException {
    if (isLocal(location)) {
      Files.deleteIfExists(local(location));
    } else {
      remote(location).delete(new org.apache.hadoop.fs.Path(location), false);
    }
  }

  /** One file as it stands now. */
  public InputFile file(String location, String name) throws IOException {
    if (isLocal(location)) {
      Path path = local(location);
      if (Files.isDirectory(path)) {
        throw new FileSystemException(location, null, "it is a folder, not a file");
      }
      return new InputFile(
          path.toString(), name, Files.size(path), Files.getLastModifiedTime(path).toMillis());
    }
    FileStatus status = remote(location).getFileStatus(new org.apache.hadoop.fs.Path(location));
    return new InputFile(location, name, status.getLen(), status.getModificationTime());
  }

  /**
   * When a file came to its place or was written, whichever is later, in milliseconds since 1970: a
   * copy may have an older time of writing. Where no file system tells, when it was written.
   */
  public long changed(InputFile file) throws IOException {
    if (isLocal(file.location())) {
      Path path = local(file.location());
      if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        FileTime changed = (FileTime) Files.getAttribute(path, "unix:ctime");
        return Math.max(file.modified(), changed.toMillis());
      }
    }
    return file.modified();
  }

  boolean isFolder(String location) throws IOException {
    return isLocal(location)
        ? Files.isDirectory(local(location))
        : remote(location).getFileStatus(new org.apache.hadoop.fs.Path(location)).isDirectory();
  }

  /**
   * The files that a pattern names, sorted by name. {@code *}, {@code ?}, {@code [..]}, {@code
   * {..}} match within a folder, {@code **} (on this machine) across folders; a folder stands for
   * every file in it and below. Names that begin with a dot are passed over unless the pattern
   * spells a dot there; below a folder so are those that begin with an underscore.
   *
   * @param folder what relative patterns and the files' names are relative to
   * @throws IOException also where the pattern is none
   */
  List<InputFile> glob(Path folder, String pattern) throws IOException {
    List<InputFile> found;
    try {
      found = isLocal(pattern) ? localGlob(folder, pattern) : remoteGlob(pattern);
    } catch (PatternSyntaxException | InvalidPathException e) {
      String why = e instanceof PatternSyntaxException p ? p.getDescription() : e.getMessage();
      throw new IOException("it is no pattern: " + why, e);
    }
    found.sort(Comparator.comparing(InputFile::name));
    return found;
  }

  private List<InputFile> localGlob(Path folder, String pattern) throws IOException {
    Path asked = asked(pattern);
    Path literal = folder.resolve(asked).normalize();
    List<InputFile> found = new ArrayList<>();
    if (Files.exists(literal)) {
      addLocal(folder, literal, found);
      return found;
    }
    Path prefix = asked.isAbsolute() ? Path.of("/") : folder;
    Path rest = asked.isAbsolute() ? prefix.relativize(asked) : asked;
    while (rest.getNameCount() > 1 && !GLOB.matcher(rest.getName(0).toString()).matches()) {
      prefix = prefix.resolve(rest.getName(0));
      rest = rest.subpath(1, rest.getNameCount());
    }
    Path from = prefix.normalize();
    if (!Files.isDirectory(from)) {
      return found;
    }
    boolean dotted = ("/" + rest).contains("/.");
    int depth = rest.toString().contains("**") ? Integer.MAX_VALUE : rest.getNameCount();
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
    for (Path path : walk(from, depth)) {
      Path relative = from.relativize(path);
      if (matcher.matches(relative) && (dotted || !("/" + relative).contains("/."))) {
        addLocal(folder, path, found);
      }
    }
    return found;
  }

  /** The path of a pattern; that of a {@code file:} URI may have letters that no URI has. */
  private static Path asked(String pattern) {
    try {
      return local(pattern);
    } catch (IllegalArgumentException e) {
      return Path.of(pattern.replaceFirst("^file:/+", "/"));
    }
  }

  private static List<Path> walk(Path from, int depth) throws IOException {
    try (Stream<Path> paths = Files.walk(from, depth, FileVisitOption.FOLLOW_LINKS)) {
      return paths.filter(p -> !p.equals(from)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void addLocal(Path folder, Path path, List<InputFile> found) throws IOException {
    if (Files.isRegularFile(path)) {
      if (!Files.isReadable(path)) {
        throw new AccessDeniedException(path.toString());
      }
      String name = folder.relativize(path).toString().replace(File.separatorChar, '/');
      found.add(file(path.toString(), name));
    } else if (Files.isDirectory(path)) {
      for (Path below : walk(path, Integer.MAX_VALUE)) {
        if (!Files.isDirectory(below) && isShown(path.relativize(below).toString())) {
          addLocal(folder, below, found);
        }
      }
    } else {
      String what = Files.isSymbolicLink(path) ? "a link to nothing that can be read" : "no file";
      throw new IOException(path + " is " + what);
    }
  }

  private static boolean isShown(String relative) {
    return !("/" + relative).contains("/.") && !("/" + relative).contains("/_");
  }

  private List<InputFile> remoteGlob(String pattern) throws IOException {
    List<InputFile> found = new ArrayList<>();
    PathFilter shown = path -> pattern.contains("/.") || !path.toString().contains("/.");
    FileStatus[] all = remote(pattern).globStatus(new org.apache.hadoop.fs.Path(pattern), shown);
    for (FileStatus match : all == null ? new FileStatus[0] : all) {
      if (match.isFile()) {
        found.add(remoteFile(match));
        continue;
      }
      String base = match.getPath().toString();
      RemoteIterator<LocatedFileStatus> below = remote(base).listFiles(match.getPath(), true);
      while (below.hasNext()) {
        LocatedFileStatus file = below.next();
        if (isShown(file.getPath().toString().substring(base.length() + 1))) {
          found.add(remoteFile(file));
        }
      }
    }
    return found;
  }

  private static InputFile remoteFile(FileStatus status) {
    String location = status.getPath().toString();
    return new InputFile(location, location, status.getLen(), status.getModificationTime());
  }

  private FileSystem remote(String location) throws IOException {
    return new org.apache.hadoop.fs.Path(location).getFileSystem(hadoop.configuration());
  }

  /**
   * A file of this machine's. The library's own calls itself by its address in memory, which is
   * another in every run, and copies one byte at a time.
   */
  private record LocalFile(Path path) implements org.apache.parquet.io.InputFile {
    @Override
    public long getLength() throws IOException {
      return Files.size(path);
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      FileInputStream file = new FileInputStream(path.toFile());
      return new DelegatingSeekableInputStream(file) {
        @Override
        public long getPos() throws IOException {
          return file.getChannel().position();
        }

        @Override
        public void seek(long position) throws IOException {
          file.getChannel().position(position);
        }
      };
    }

    @Override
    public String toString() {
      return "the file";
    }
  }
}
