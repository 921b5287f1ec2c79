package zydeco.tokenize.shards;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zydeco.tokenize.formats.Part;
import zydeco.tokenize.formats.PlacementWriter;
import zydeco.tokenize.formats.ShardFormat;
import zydeco.tokenize.mixture.SourceShare;
import zydeco.tokenize.mixture.SourceTotals;

/** Sums up what was written of a phase. */
record Reporting(ShardPlan plan, Planner.Planned planned, List<ShardFile> shards) {

  ShardReport report(ShardFormat format, List<Part> indexes) {
    ShardSettings settings = plan.settings();
    List<ShardFile> train = shards.stream().filter(s -> s.source() == null).toList();
    List<ShardFile> held = shards.stream().filter(s -> s.source() != null).toList();
    return new ShardReport(
        format.word(),
        1,
        settings.recipe(),
        planned.phase().name(),
        planned.phase().curriculum() > 0 ? "curriculum" : "shuffled",
        new ShardReport.Tokenizer(
            Folders.TOKENIZER,
            settings.tokenizer().sha256(),
            settings.tokenizer().vocabulary(),
            settings.endOfText(),
            settings.padding()),
        format.dtype(settings.type()),
        settings.sequence(),
        settings.packing().word(),
        settings.seed(),
        shards.stream().map(shard -> file(format, shard)).toList(),
        indexes,
        shards.stream().flatMap(s -> s.parts(PlacementWriter.FOLDER).stream()).toList(),
        training(train),
        held.isEmpty() ? null : set(held, heldOut(held), null, null),
        planned.survey().empty(),
        planned.survey().leftOut(),
        plan.fingerprint());
  }

  private static ShardReport.File file(ShardFormat format, ShardFile shard) {
    SourceTotals totals = shard.copies().total();
    List<Part> parts = shard.parts(format.word());
    return new ShardReport.File(
        shard.name(),
        shard.set(),
        shard.source(),
        shard.sequences(),
        totals.tokens(),
        totals.documents(),
        totals.bytes(),
        shard.padding(),
        hash(parts, ".bin"),
        hash(parts, ".idx"),
        parts);
  }

  private static String hash(List<Part> parts, String ending) {
    return parts.stream()
        .filter(part -> part.name().endsWith(ending))
        .map(Part::sha256)
        .findFirst()
        .orElse(null);
  }

  private ShardReport.Set training(List<ShardFile> train) {
    Cells written = sum(train);
    long tokens = written.total().tokens();
    Cells held = planned.survey().train();
    List<String> names = plan.sources();
    boolean bySource = plan.settings().pools().bySource();
    Map<String, ShardReport.Source> sources = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      SourceTotals found = written.source(i, names.get(i));
      SourceShare share = bySource && planned.replay() == 0 ? planned.shares().get(i) : null;
      put(sources, found, held.source(i, ""), share, tokens);
    }
    return set(train, sources, pools(written, held, tokens), replay(written, tokens));
  }

  /** By pool, where that says more than by source. */
  private Map<String, ShardReport.Source> pools(Cells written, Cells held, long tokens) {
    List<SourceShare> shares = planned.shares();
    if (plan.settings().pools().bySource() && planned.replay() == 0) {
      return null;
    }
    Map<String, ShardReport.Source> pools = new LinkedHashMap<>();
    long fresh = shares.stream().mapToLong(SourceShare::target).sum();
    double part = (double) fresh / (fresh + planned.replay());
    for (int i = 0; i < shares.size(); i++) {
      SourceShare of = shares.get(i);
      SourceShare share =
          new SourceShare(
              of.name(), of.weight(), of.asked() * part, of.target(), of.epochs(), of.end());
      put(pools, written.origin(i, of.name()), held.origin(i, ""), share, tokens);
    }
    return pools;
  }

  private ShardReport.Replay replay(Cells written, long tokens) {
    if (planned.replay() == 0) {
      return null;
    }
    SourceTotals found = written.origin(planned.shares().size(), "replay");
    return new ShardReport.Replay(
        plan.settings().phases().get(0).name(),
        planned.phase().replay(),
        (double) found.tokens() / tokens,
        found.documents(),
        found.tokens());
  }

  private static void put(
      Map<String, ShardReport.Source> to,
      SourceTotals found,
      SourceTotals held,
      SourceShare share,
      long tokens) {
    if (found.documents() > 0) {
      to.put(
          found.name(),
          new ShardReport.Source(
              found.documents(),
              found.tokens(),
              found.bytes(),
              (double) found.tokens() / held.tokens(),
              share == null || Double.isNaN(share.weight()) ? null : share.weight(),
              share == null ? null : share.asked(),
              (double) found.tokens() / tokens));
    }
  }

  private Map<String, ShardReport.Source> heldOut(List<ShardFile> shards) {
    Cells written = sum(shards);
    Map<String, ShardReport.Source> sources = new LinkedHashMap<>();
    for (int i = 0; i < plan.sources().size(); i++) {
      SourceTotals found = written.source(i, plan.sources().get(i));
      put(sources, found, found, null, written.total().tokens());
    }
    return sources;
  }

  private static Cells sum(List<ShardFile> shards) {
    return shards.stream().map(ShardFile::copies).reduce(Cells::plus).orElseThrow();
  }

  private static ShardReport.Set set(
      List<ShardFile> shards,
      Map<String, ShardReport.Source> sources,
      Map<String, ShardReport.Source> pools,
      ShardReport.Replay replay) {
    SourceTotals total = sum(shards).total();
    return new ShardReport.Set(
        shards.stream().mapToLong(ShardFile::sequences).sum(),
        total.tokens(),
        total.documents(),
        total.bytes(),
        shards.stream().mapToLong(ShardFile::padding).sum(),
        shards.stream().mapToLong(ShardFile::cut).sum(),
        shards.stream().mapToLong(ShardFile::cutByConcatenation).sum(),
        sources,
        pools,
        replay);
  }
}
