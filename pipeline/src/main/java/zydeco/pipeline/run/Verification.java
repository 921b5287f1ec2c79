package zydeco.pipeline.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.FileHash;

/**
 * Holds a finished build to its manifest: every file's bytes, and every count summed anew from the
 * ledger.
 */
public final class Verification {
  private final BuildFolder folder;
  private final Storage storage;
  private final List<String> differences = new ArrayList<>();

  public Verification(BuildFolder folder) {
    this.folder = folder;
    this.storage = folder.storage();
  }

  /** What disagrees, one sentence each; none where the build is what its manifest says. */
  public List<String> differences() throws IOException {
    JsonNode manifest = folder.manifest();
    files(manifest);
    if (differences.isEmpty()) {
      counts(manifest);
    }
    return differences;
  }

  private void files(JsonNode manifest) throws IOException {
    Set<String> listed = new HashSet<>();
    manifest.path("files").forEach(file -> listed.add(file.path("path").asText()));
    for (String file : folder.files()) {
      if (!listed.contains(file)) {
        differences.add(file + ": is not in the manifest");
      }
    }
    StreamSupport.stream(manifest.path("files").spliterator(), false).toList().parallelStream()
        .map(this::difference)
        .filter(difference -> difference != null)
        .sorted()
        .forEachOrdered(differences::add);
  }

  private String difference(JsonNode file) {
    String path = file.path("path").asText();
    try {
      String location = folder.path(path);
      if (!storage.exists(location)) {
        return path + ": is missing";
      }
      long bytes = storage.length(location);
      if (bytes != file.path("bytes").asLong()) {
        return path + ": has " + bytes + " bytes, the manifest says " + file.path("bytes").asLong();
      }
      try (InputStream in = storage.read(location)) {
        String hash = FileHash.sha256(in);
        return hash.equals(file.path("sha256").asText())
            ? null
            : path + ": sha256 is " + hash + ", the manifest says " + file.path("sha256").asText();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void counts(JsonNode manifest) throws IOException {
    Counts counts = new Counts();
    manifest.path("counts").fieldNames().forEachRemaining(counts::source);
    for (String file : folder.files()) {
      if (file.startsWith("ledger/")) {
        counts.addLedger(storage, folder.path(file));
      }
    }
    rewritten(manifest);
    JsonNode said = manifest.path("counts");
    JsonNode found = BuildFolder.JSON.readTree(counts.toJson().toString());
    if (!found.equals(said)) {
      found
          .fieldNames()
          .forEachRemaining(
              source -> {
                if (!found.path(source).equals(said.path(source))) {
                  differences.add(
                      "counts of "
                          + source
                          + ": the ledger sums to "
                          + found.path(source)
                          + ", the manifest says "
                          + said.path(source));
                }
              });
    }
  }

  /** Bytes read of kept documents are bytes written and bytes that rewrites removed. */
  private void rewritten(JsonNode manifest) {
    manifest
        .path("rewritten")
        .fields()
        .forEachRemaining(
            source -> {
              long removed = 0;
              for (JsonNode bytes : source.getValue()) {
                removed += bytes.asLong();
              }
              JsonNode kept = manifest.path("counts").path(source.getKey()).path("kept");
              long difference = kept.path("bytes").asLong() - kept.path("bytes_out").asLong();
              if (difference != removed) {
                differences.add(
                    "bytes of "
                        + source.getKey()
                        + ": what was kept lost "
                        + difference
                        + ", rewrites removed "
                        + removed);
              }
            });
  }
}
