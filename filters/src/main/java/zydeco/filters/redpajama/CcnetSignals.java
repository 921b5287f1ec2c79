package zydeco.filters.redpajama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;

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

  /** The metadata of a document, parsed once. */
  static final class Metadata extends Reading {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonNode root = JSON.createObjectNode();

    static Metadata of(Segments segments) {
      return segments.reading(Metadata.class, Metadata::new);
    }

    @Override
    protected void read(Segments segments) {
      root = JSON.createObjectNode();
      String metadata = segments.document() == null ? null : segments.document().metadata();
      if (metadata != null && metadata.length() > 2) {
        try {
          root = JSON.readTree(metadata);
        } catch (IOException e) {
          throw new IllegalStateException("a document's metadata is one JSON object", e);
        }
      }
    }

    double number(String field) {
      JsonNode value = root.path(field);
      return value.isNumber() ? value.asDouble() : Double.NaN;
    }

    double bucket() {
      int bucket = BUCKETS.indexOf(root.path("bucket").asText());
      return bucket < 0 ? Double.NaN : bucket;
    }

    String text(String field) {
      return root.path(field).isTextual() ? root.path(field).asText() : null;
    }
  }
}
