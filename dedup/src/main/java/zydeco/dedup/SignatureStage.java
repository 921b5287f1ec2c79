package zydeco.dedup;

import java.util.ArrayList;
import java.util.List;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.Signature;
import zydeco.dedup.survivors.Keeping;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

/**
 * Takes from each document its signature, its band keys, its place in the sample of pairs and what
 * it is ranked by.
 *
 * @param label of the stage that it measures for; its columns begin with it
 */
record SignatureStage(String label, Scheme scheme, Keeping keeping) implements DocumentStage {
  @Override
  public String name() {
    return FuzzyDedupStage.NAME;
  }

  /** Of 8 bytes a band; null where the document is compared with none. */
  String keys() {
    return label + "-keys";
  }

  /** Of 4 bytes a value; null as the keys are. */
  String signature() {
    return label + "-signature";
  }

  /** Of 4 bytes; null where the document has no shingle. */
  String sample() {
    return label + "-sample";
  }

  @Override
  public List<Column> writes() {
    List<Column> columns = new ArrayList<>(keeping.columns(label));
    columns.add(Column.bytes(keys()));
    columns.add(Column.bytes(signature()));
    columns.add(Column.bytes(sample()));
    return columns;
  }

  @Override
  public List<String> reads() {
    return keeping.reads();
  }

  @Override
  public Judge open(Columns columns) {
    return new Sign(this, columns);
  }

  private static final class Sign implements Judge {
    private final SignatureStage stage;
    private final MinHash minHash;
    private final Columns columns;
    private final int keys;
    private final int signature;
    private final int sample;

    Sign(SignatureStage stage, Columns columns) {
      this.stage = stage;
      this.minHash = stage.scheme().open();
      this.columns = columns;
      this.keys = columns.slot(stage.keys());
      this.signature = columns.slot(stage.signature());
      this.sample = columns.slot(stage.sample());
    }

    @Override
    public Verdict judge(Document document, Measures measures) {
      Signature signed = minHash.signature(document.text());
      if (signed != null) {
        measures.bytes(keys, Banding.toBytes(stage.scheme().banding().keys(signed)));
        measures.bytes(signature, signed.toBytes());
        measures.bytes(sample, minHash.sampleKey());
      }
      stage.keeping().measure(stage.label(), columns, document, measures);
      return new Verdict.Keep(document);
    }
  }
}
