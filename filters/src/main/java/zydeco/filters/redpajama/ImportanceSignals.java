package zydeco.filters.redpajama;

import java.util.ArrayList;
import java.util.List;
import zydeco.filters.list.ListFile;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.Segments;

/** RedPajama-V2's importance weights, by models of this project's own making. */
final class ImportanceSignals {
  static final List<Signal> ROWS = rows();

  private ImportanceSignals() {}

  private static List<Signal> rows() {
    List<Signal> rows = new ArrayList<>();
    for (String target : List.of("books", "openwebtext", "wikipedia")) {
      String list = "importance-" + target;
      rows.add(
          row(
              target + "_importance",
              list,
              "Logarithm of the likelihood of the text's words and pairs of words in the target"
                  + " over that in the source, 10,000 hashed buckets; undefined for an empty text.",
              false));
      rows.add(
          row(
              target + "_importance_length_correction",
              list,
              "The same plus the logarithm of the ratio of the likelihoods of so many code points,"
                  + " by Poisson's distribution about the mean words of target and source.",
              true));
    }
    return rows;
  }

  private static Signal row(String name, String list, String meaning, boolean corrected) {
    return new Signal(
            "rps_doc_" + name,
            "nats",
            "any",
            "RedPajama-V2 (DSIR)",
            meaning,
            s -> s.length() == 0 ? Double.NaN : Rounded.of(importance(s, list, corrected)))
        .needing(list);
  }

  private static double importance(Segments segments, String list, boolean corrected) {
    ImportanceModel model =
        ListFile.once("importance", segments.lists().path(list), ImportanceModel::read);
    double importance = model.importance(Features.of(segments).counts());
    return corrected ? importance + model.lengthCorrection(segments.characters()) : importance;
  }
}
