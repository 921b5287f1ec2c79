package zydeco.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What each step left of each source, and what each rule took. */
final class Funnel {
  private final Fates fates;
  private final ReportRecipe recipe;

  Funnel(Fates fates, ReportRecipe recipe) {
    this.fates = fates;
    this.recipe = recipe;
  }

  /** An entry a source: what was read, then what was left after ingest and each step. */
  ArrayNode funnel() {
    ArrayNode sources = Json.array();
    for (String source : recipe.sources()) {
      List<Fates.Group> own = of(source);
      ObjectNode entry = sources.addObject().put("source", source);
      double rate = tokensPerByte(own);
      ArrayNode steps = entry.putArray("steps");
      List<Fates.Group> alive = new ArrayList<>(own);
      step(steps, "read", alive, rate);
      alive.removeIf(group -> group.is("quarantined"));
      step(steps, "ingest", alive, rate);
      for (int i = 0; i < recipe.steps().size(); i++) {
        int at = i;
        alive.removeIf(group -> group.is("dropped") && stepOf(group) == at);
        step(steps, recipe.label(i), alive, rate);
      }
      kept(steps, alive);
    }
    return sources;
  }

  private static void step(ArrayNode to, String name, List<Fates.Group> alive, double rate) {
    long bytes = alive.stream().mapToLong(Fates.Group::bytes).sum();
    ObjectNode step = to.addObject().put("step", name);
    step.put("documents", alive.stream().mapToLong(Fates.Group::documents).sum());
    step.put("bytes", bytes);
    if (rate > 0) {
      step.put("tokens_estimated", Math.round(bytes * rate));
    }
  }

  private static void kept(ArrayNode to, List<Fates.Group> alive) {
    List<Fates.Group> kept = alive.stream().filter(group -> group.is("kept")).toList();
    ObjectNode step = to.addObject().put("step", "kept");
    step.put("documents", kept.stream().mapToLong(Fates.Group::documents).sum());
    step.put("bytes", kept.stream().mapToLong(Fates.Group::bytesOut).sum());
    step.put("tokens", kept.stream().mapToLong(Fates.Group::tokens).sum());
  }

  /** Tokens a byte of the kept documents; 0 where none is tokenised. */
  private static double tokensPerByte(List<Fates.Group> own) {
    List<Fates.Group> kept = own.stream().filter(group -> group.is("kept")).toList();
    long bytes = kept.stream().mapToLong(Fates.Group::bytes).sum();
    return bytes == 0 ? 0 : (double) kept.stream().mapToLong(Fates.Group::tokens).sum() / bytes;
  }

  /** An entry a source, step, rule and bound, in the order of sources and steps. */
  ArrayNode removals() {
    ArrayNode removals = Json.array();
    fates.groups().stream()
        .filter(group -> group.is("dropped"))
        .sorted(
            Comparator.<Fates.Group>comparingInt(g -> recipe.sources().indexOf(g.source()))
                .thenComparingInt(this::stepOf))
        .forEach(
            group ->
                removals
                    .addObject()
                    .put("source", group.source())
                    .put("step", recipe.label(stepOf(group)))
                    .put("stage", group.stage())
                    .put("rule", group.rule())
                    .put("bound", group.bound())
                    .put("documents", group.documents())
                    .put("bytes", group.bytes()));
    return removals;
  }

  /** Documents, bytes and tokens by fate. */
  ObjectNode totals() {
    ObjectNode totals = Json.object();
    totals.set("read", sum(fates.groups()));
    for (String fate : List.of("kept", "dropped", "quarantined")) {
      totals.set(fate, sum(fates.groups().stream().filter(group -> group.is(fate)).toList()));
    }
    return totals;
  }

  private static ObjectNode sum(List<Fates.Group> groups) {
    ObjectNode sum = Json.object();
    sum.put("documents", groups.stream().mapToLong(Fates.Group::documents).sum());
    sum.put("bytes", groups.stream().mapToLong(Fates.Group::bytes).sum());
    sum.put("bytes_out", groups.stream().mapToLong(Fates.Group::bytesOut).sum());
    sum.put("tokens", groups.stream().mapToLong(Fates.Group::tokens).sum());
    return sum;
  }

  private List<Fates.Group> of(String source) {
    return fates.groups().stream().filter(group -> group.source().equals(source)).toList();
  }

  private int stepOf(Fates.Group group) {
    return recipe.stepOf(group.stage(), group.rule());
  }
}
