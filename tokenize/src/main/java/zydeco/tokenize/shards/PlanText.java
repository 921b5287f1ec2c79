package zydeco.tokenize.shards;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import zydeco.tokenize.formats.ShardFormat;
import zydeco.tokenize.mixture.Mixture;

/** What settings come to, and what was written, in words. */
public final class PlanText {
  private PlanText() {}

  /** Before anything is read: shares asked for, and tokens where there is a budget. */
  public static String of(ShardSettings settings) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "tokenizer of %,d ids, by %s; sequences of %,d tokens, packing %s; end of text %d,"
                + " padding %d%n",
            settings.tokenizer().vocabulary(),
            settings.tokenizer().path(),
            settings.sequence(),
            settings.packing().word(),
            settings.endOfText(),
            settings.padding()));
    for (ShardFormat format : settings.formats()) {
      text.append(
          String.format(
              Locale.ROOT, "format %s, ids as %s%n", format.word(), format.dtype(settings.type())));
    }
    settings.phases().forEach(phase -> text.append(of(phase, settings)));
    return text.toString();
  }

  private static String of(TrainingPhase phase, ShardSettings settings) {
    StringBuilder text = new StringBuilder();
    Mixture mixture = phase.mixture();
    String tokens =
        mixture.budget() == 0
            ? "as many tokens as there are without repeating"
            : String.format(Locale.ROOT, "%,d tokens", mixture.budget());
    text.append(
        String.format(
            Locale.ROOT,
            "%s%s, at most %s epochs%n",
            phase.name() == null ? "" : "phase " + phase.name() + ": ",
            tokens,
            mixture.cap()));
    if (phase.replay() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %5.2f %% replay of %s%n",
              100 * phase.replay(),
              settings.phases().get(0).name()));
    }
    if (phase.curriculum() > 0) {
      text.append("  in order of ").append(settings.score());
      text.append(String.format(Locale.ROOT, ", strength %s%n", phase.curriculum()));
    }
    double sum = mixture.weights().values().stream().mapToDouble(w -> w).sum();
    if (sum == 0) {
      text.append(
          mixture.budget() == 0
              ? String.format("  every document once%n")
              : String.format("  of each source in proportion to what it holds%n"));
    }
    for (Map.Entry<String, Double> weight : mixture.weights().entrySet()) {
      double share = weight.getValue() / sum * (1 - phase.replay());
      text.append(
          String.format(
              Locale.ROOT,
              "  %5.2f %% of %s%s (weight %s)%n",
              100 * share,
              settings.pools().bySource() ? "" : settings.pools().by() + " ",
              weight.getKey(),
              weight.getValue()));
      if (mixture.budget() > 0) {
        text.setLength(text.length() - System.lineSeparator().length());
        text.append(String.format(Locale.ROOT, ": %,.0f tokens%n", share * mixture.budget()));
      }
    }
    return text.toString();
  }

  /** After: shares asked for and given, of each phase once. */
  public static String of(List<ShardReport> reports) {
    StringBuilder text = new StringBuilder();
    String format = reports.get(0).format();
    for (ShardReport report : reports) {
      if (report.format().equals(format)) {
        text.append(of(report));
      }
    }
    return text.toString();
  }

  private static String of(ShardReport report) {
    ShardReport.Set train = report.train();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s%,d tokens in %,d sequences, %.3f %% padding, %,d documents cut (%,d by"
                + " concatenation)%n",
            report.phase() == null ? "" : report.phase() + ": ",
            train.tokens(),
            train.sequences(),
            100.0 * train.padding() / Math.max(1, train.tokens() + train.padding()),
            train.cut(),
            train.cutByConcatenation()));
    Map<String, ShardReport.Source> rows = train.pools() == null ? train.sources() : train.pools();
    rows.forEach((name, row) -> text.append(row(name, row)));
    if (train.replay() != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "  replay of %s: asked %.2f %%, given %.2f %%%n",
              train.replay().of(),
              100 * train.replay().asked(),
              100 * train.replay().share()));
    }
    return text.toString();
  }

  private static String row(String name, ShardReport.Source row) {
    String asked =
        row.asked() == null ? "" : String.format(Locale.ROOT, "asked %.2f %%, ", 100 * row.asked());
    return String.format(
        Locale.ROOT,
        "  %-20s %sgiven %.2f %%: %,d tokens, %.2f epochs%n",
        name,
        asked,
        100 * row.share(),
        row.tokens(),
        row.epochs());
  }

  /** What the manifest says of a report: everything but the list of files. */
  public static ObjectNode summary(ShardReport report) {
    ObjectNode all = new ObjectMapper().valueToTree(report);
    all.remove(List.of("files", "indexes", "placement"));
    return all;
  }
}
