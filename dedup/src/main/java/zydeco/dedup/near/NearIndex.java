package zydeco.dedup.near;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.ShingleStore;
import zydeco.dedup.minhash.Signature;
import zydeco.pipeline.recipe.Settings;

/**
 * A Lucene index of the band keys of documents, asked for those near a new text. Safe for any
 * number of threads.
 */
public final class NearIndex implements Closeable {
  /*
   * A band key is a term of eight bytes, the signature a value by document, id, source and text are
   * stored. A search looks up one term a band in each segment, reads the signature of each document
   * found, and the text only of those that it answers with: its cost grows with the logarithm of
   * the documents and with those that share a band.
   */
  static final String BAND = "band";
  static final String SIGNATURE = "signature";
  static final String ID = "id";
  static final String SOURCE = "source";
  static final String TEXT = "text";
  static final String SCHEME = "scheme";
  static final String SIGNATURES = "signatures";
  static final String BUILD = "build";

  private final FSDirectory directory;
  private final DirectoryReader reader;
  private final Scheme scheme;
  private final String signatures;
  private final String build;
  private final ThreadLocal<MinHash> minHash;

  /**
   * A document near a text.
   *
   * @param id of the document
   * @param source of the document
   * @param similarity estimated from the signatures, 0 to 1
   * @param jaccard exact, of the sets of shingles; null where the index holds no texts
   */
  public record Near(String id, String source, double similarity, Double jaccard) {}

  /** A document found and how similar it looks. */
  private record Hit(int doc, double similarity) {}

  /** A hit with the names that stand in an answer. */
  private record Named(Hit hit, String id, String source) {}

  private NearIndex(FSDirectory directory, DirectoryReader reader) throws IOException {
    this.directory = directory;
    this.reader = reader;
    Map<String, String> said = reader.getIndexCommit().getUserData();
    this.scheme = Scheme.of(Settings.parse(Path.of("index"), said.get(SCHEME)));
    this.signatures = said.get(SIGNATURES);
    this.build = said.get(BUILD);
    this.minHash = ThreadLocal.withInitial(scheme::open);
  }

  /** Whether a finished index lies in a folder. */
  public static boolean exists(Path folder) throws IOException {
    try (FSDirectory directory = FSDirectory.open(folder)) {
      return DirectoryReader.indexExists(directory);
    }
  }

  public static NearIndex open(Path folder) throws IOException {
    FSDirectory directory = FSDirectory.open(folder);
    return new NearIndex(directory, DirectoryReader.open(directory));
  }

  /** Whether its signatures are those that the stage makes. */
  public boolean isOf(FuzzyDedupStage stage) {
    return scheme.equals(stage.scheme());
  }

  /** Whether its signatures are made as they are here: else no text is near to any. */
  public boolean isOfThisRelease() {
    return scheme.describe().equals(signatures);
  }

  /** What its signatures are, in words. */
  public String describe() {
    return scheme.banding() + ", " + scheme.describe();
  }

  /** The name of the build that it was made from, as {@link NearIndexWriter} was told. */
  public String build() {
    return build;
  }

  /** Documents in it, those too short to be compared included. */
  public long size() {
    return reader.numDocs();
  }

  /**
   * The documents that share a band with a text, the most similar first; of equals the one of the
   * least id. Null where the text is too short to be compared.
   *
   * @param atLeast the least similarity, estimated
   * @param most how many
   */
  public List<Near> near(byte[] text, double atLeast, int most) {
    Signature signature = minHash.get().signature(text);
    if (signature == null) {
      return null;
    }
    try {
      return told(hits(signature, atLeast), text, most);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents that share a band and look similar enough, the most similar first. */
  private List<Hit> hits(Signature signature, double atLeast) throws IOException {
    long[] keys = scheme.banding().keys(signature);
    List<Hit> hits = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      BinaryDocValues signatures = leaf.reader().getBinaryDocValues(SIGNATURE);
      for (int doc : sharing(leaf, keys)) {
        signatures.advanceExact(doc);
        double similarity = signature.similarity(signatureOf(signatures.binaryValue()));
        if (similarity >= atLeast) {
          hits.add(new Hit(leaf.docBase + doc, similarity));
        }
      }
    }
    hits.sort(Comparator.comparingDouble(Hit::similarity).reversed());
    return hits;
  }

  /** Ascending, each once. */
  private static int[] sharing(LeafReaderContext leaf, long[] keys) throws IOException {
    IntStream.Builder docs = IntStream.builder();
    Terms terms = leaf.reader().terms(BAND);
    if (terms != null) {
      TermsEnum term = terms.iterator();
      PostingsEnum postings = null;
      for (long key : keys) {
        if (term.seekExact(term(key))) {
          postings = term.postings(postings, PostingsEnum.NONE);
          for (int doc = postings.nextDoc();
              doc != DocIdSetIterator.NO_MORE_DOCS;
              doc = postings.nextDoc()) {
            docs.add(doc);
          }
        }
      }
    }
    return docs.build().sorted().distinct().toArray();
  }

  private static Signature signatureOf(BytesRef bytes) {
    return Signature.of(Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length));
  }

  /** The term of a band key. */
  static BytesRef term(long key) {
    return new BytesRef(Banding.toBytes(new long[] {key}));
  }

  /** The first so many hits as answers; among equals of the last one the ids decide. */
  private List<Near> told(List<Hit> hits, byte[] text, int most) throws IOException {
    double last = hits.size() > most ? hits.get(most - 1).similarity() : 0;
    StoredFields stored = reader.storedFields();
    List<Named> named = new ArrayList<>();
    for (Hit hit : hits) {
      if (hit.similarity() >= last) {
        Document document = stored.document(hit.doc(), Set.of(ID, SOURCE));
        named.add(new Named(hit, document.get(ID), document.get(SOURCE)));
      }
    }
    named.sort(
        Comparator.comparingDouble((Named one) -> one.hit().similarity())
            .reversed()
            .thenComparing(Named::id));
    int[] shingles = named.isEmpty() ? null : minHash.get().shingles(text);
    List<Near> near = new ArrayList<>();
    for (Named one : named.subList(0, Math.min(most, named.size()))) {
      String other = stored.document(one.hit().doc(), Set.of(TEXT)).get(TEXT);
      near.add(new Near(one.id(), one.source(), one.hit().similarity(), jaccard(shingles, other)));
    }
    return near;
  }

  private Double jaccard(int[] shingles, String other) {
    return other == null
        ? null
        : Double.valueOf(
            ShingleStore.jaccard(
                shingles, minHash.get().shingles(other.getBytes(StandardCharsets.UTF_8))));
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
