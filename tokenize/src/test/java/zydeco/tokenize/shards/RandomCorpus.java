package zydeco.tokenize.shards;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.formats.PlacementWriter;
import zydeco.tokenize.formats.TokenType;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.TokenizerFile;

/** Documents of random ids in token files, and where a build put them. */
final class RandomCorpus {
  static final List<String> SOURCES = List.of("web", "books", "code");
  final Map<String, Doc> documents = new LinkedHashMap<>();
  final List<String> files = new ArrayList<>();

  /** A document: its ids end with end-of-text. */
  record Doc(TokenEntry entry, int[] ids) {}

  /** A piece as the placement notes it. */
  record Place(
      String shard, Doc document, int epoch, int sequence, int offset, int tokens, int from) {}

  /**
   * Writes a corpus.
   *
   * @param longest tokens of a document
   */
  RandomCorpus(Path folder, long seed, int count, int longest) throws IOException {
    Random random = new Random(seed);
    List<TokenFileWriter> writers = new ArrayList<>();
    TokenizerFile tokenizer = TokenizerFile.read(TestRecipe.GOLDEN.resolve("tokenizer.json"));
    Path parts = Files.createTempDirectory(folder, "tokens");
    for (int i = 0; i < 3; i++) {
      files.add(parts.resolve("part-" + i).toString());
      writers.add(
          TokenFileWriter.create(files.get(i), new Configuration(), tokenizer, TokenType.UINT16));
    }
    for (int d = 0; d < count; d++) {
      int length = 1 + (int) Math.pow(random.nextDouble() * Math.sqrt(longest), 2);
      TokenBuffer ids = new TokenBuffer();
      for (int t = 0; t < length; t++) {
        ids.add(2 + random.nextInt(1000));
      }
      int source = Math.min(2, random.nextInt(5));
      Hash128 id = Hash128.ofParts("doc", "" + d);
      Hash128 content = Hash128.ofParts(seed + "", "" + d);
      double score = source == 0 ? Double.NaN : random.nextGaussian();
      TokenEntry entry = new TokenEntry(id, content, source, source, score, 3L * length, length);
      writers.get(random.nextInt(3)).append(entry, ids);
      ids.add(0);
      documents.put(id.toString(), new Doc(entry, ids.toArray()));
    }
    for (TokenFileWriter writer : writers) {
      writer.commit();
      writer.close();
    }
  }

  List<ShardReport> write(String yaml, Path out) {
    ShardSettings settings = TestRecipe.of("{tokenizer: tokenizer.json, " + yaml + "}", SOURCES);
    return Shards.write(SparkForTests.session(), files, SOURCES, settings, out.toString());
  }

  /** The pieces of one phase, shard by shard. */
  List<Place> places(Path out, ShardReport report) throws IOException {
    List<Place> places = new ArrayList<>();
    for (ShardReport.File file : report.files()) {
      Path folder = out.resolve("placement");
      folder = report.phase() == null ? folder : folder.resolve(report.phase());
      String table = folder.resolve(file.name() + ".parquet").toAbsolutePath().toString();
      try (TableReader rows = TableReader.open(Storage.plain(), table, PlacementWriter.SCHEMA)) {
        while (rows.next()) {
          places.add(
              new Place(
                  file.name(),
                  documents.get(rows.text(0)),
                  (int) rows.number(1),
                  (int) rows.number(2),
                  (int) rows.number(3),
                  (int) rows.number(4),
                  (int) rows.number(5)));
        }
      }
    }
    return places;
  }
}
