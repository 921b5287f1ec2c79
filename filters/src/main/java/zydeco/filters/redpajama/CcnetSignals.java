package zydeco.filters.redpajama;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;
import zydeco.pipeline.document.MetadataFields;
import zydeco.pipeline.document.MetadataFields.Value;

/** CCNet's numbers, as the input's metadata has them. */
final class CcnetSignals {
  private static final List<String> BUCKETS = List.of("head", "middle", "tail");

  static final List<Signal> ROWS =
      List.of(
          row(
              "bucket",
              "0, 1, 2",
              "0..2",
              "The bucket of perplexity: head, middle, tail",
              m -> m.bucket()),
          row(
              "language_score",
              "fraction",
              "0..1",
              "The score of the language",
              m -> m.number("language_score")),
          row("length", "characters", "0..", "Characters", m -> m.number("length")),
          row("nlines", "lines", "0..", "Lines", m -> m.number("nlines")),
          row(
              "original_length",
              "characters",
              "0..",
              "Characters before lines were deduplicated",
              m -> m.number("original_length")),
          row(
              "original_nlines",
              "lines",
              "0..",
              "Lines before they were deduplicated",
              m -> m.number("original_nlines")),
          row(
              "perplexity",
              "perplexity",
              "1..",
              "Perplexity by CCNet's model of Wikipedia",
              m -> m.number("perplexity")));

  private CcnetSignals() {}

  private static Signal row(
      String name, String unit, String range, String what, ToDoubleFunction<Metadata> function) {
    return new Signal(
        "ccnet_" + name,
        unit,
        range,
        "RedPajama-V2",
        what + ", from the input's field '" + name + "'; undefined without it.",
        s -> function.applyAsDouble(Metadata.of(s)));
  }

  /** What a document's metadata says, read once. */
  static final class Metadata extends Reading {
    private static final Set<String> NAMES =
        Set.of(
            "bucket",
            "language_score",
            "length",
            "nlines",
            "original_length",
            "original_nlines",
            "perplexity",
            "source_domain");

    private Map<String, Value> fields = Map.of();

    static Metadata of(Segments segments) {
      return segments.reading(Metadata.class, Metadata::new);
    }

    @Override
    protected void read(Segments segments) {
      String metadata = segments.document() == null ? null : segments.document().metadata();
      boolean none = metadata == null || metadata.length() <= 2;
      fields = none ? Map.of() : MetadataFields.named(NAMES, metadata);
    }

    double number(String field) {
      Value value = fields.get(field);
      return value == null ? Double.NaN : value.number();
    }

    double bucket() {
      String name = text("bucket");
      int bucket = name == null ? -1 : BUCKETS.indexOf(name);
      return bucket < 0 ? Double.NaN : bucket;
    }

    String text(String field) {
      Value value = fields.get(field);
      return value == null || value.isNumber() ? null : value.text();
    }
  }
}
