package zydeco.jobs.whatif;

import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import zydeco.pipeline.run.Counts;
import zydeco.pipeline.stage.Reason;

/** What changes and what stays, summed over documents. */
final class Tally {
  private final int samples;

  /** By source, what was kept in the build. */
  final Map<String, Counts.Amount> before = new TreeMap<>();

  /** By source, what is kept now, and of that what the build had dropped. */
  final Map<String, Counts.Amount> after = new TreeMap<>();

  final Map<String, Counts.Amount> returned = new TreeMap<>();

  /** By source, the bytes of what comes back and has tokens that nobody counted. */
  final Map<String, Long> uncounted = new TreeMap<>();

  final Counts counts = new Counts();
  final Map<Group, Members> fell = new TreeMap<>(Group.ORDER);
  final Map<Group, Members> back = new TreeMap<>(Group.ORDER);
  final Map<Group, Members> undecided = new TreeMap<>(Group.ORDER);

  Tally(int samples) {
    this.samples = samples;
  }

  /** Documents of one source that one rule concerns; the rule may be null. */
  record Group(String source, String stage, String rule) {
    static final Comparator<Group> ORDER =
        Comparator.comparing(Group::source)
            .thenComparing(Group::stage)
            .thenComparing(Group::rule, Comparator.nullsFirst(Comparator.naturalOrder()));
  }

  /**
   * A document.
   *
   * @param value what was measured, or NaN
   * @param bound what is, or was, allowed
   */
  record Sample(String id, double value, String bound) {}

  /** How many a group has, and those with the smallest ids, which are hashes. */
  static final class Members {
    Counts.Amount amount = Counts.Amount.NONE;
    final PriorityQueue<Sample> samples =
        new PriorityQueue<>(Comparator.comparing(Sample::id).reversed());

    private void add(Sample sample, int most) {
      samples.add(sample);
      if (samples.size() > most) {
        samples.poll();
      }
    }
  }

  void add(Row row, Outcome outcome) {
    Counts.Amount was = new Counts.Amount(1, row.bytes, row.bytesOut, Math.max(0, row.tokens));
    if (row.kept()) {
      before.merge(row.source, was, Counts.Amount::plus);
    }
    if (outcome instanceof Outcome.Unreadable) {
      counts.add(row.source, row.fate, row.stage, row.rule, was);
    } else if (outcome instanceof Outcome.Kept) {
      kept(row, was);
    } else if (outcome instanceof Outcome.Dropped dropped) {
      dropped(row, dropped.reason(), was);
    } else if (outcome instanceof Outcome.Undecided open) {
      Sample sample = new Sample(row.id, row.value, row.bound);
      to(undecided, new Group(row.source, open.stage(), null), sample, was);
    }
  }

  private void kept(Row row, Counts.Amount now) {
    counts.add(row.source, "kept", null, null, now);
    after.merge(row.source, now, Counts.Amount::plus);
    if (!row.kept()) {
      returned.merge(row.source, now, Counts.Amount::plus);
      if (row.tokens < 0) {
        uncounted.merge(row.source, row.bytesOut, Long::sum);
      }
      Sample sample = new Sample(row.id, row.value, row.bound);
      to(back, new Group(row.source, row.stage, row.rule), sample, now);
    }
  }

  private void dropped(Row row, Reason reason, Counts.Amount was) {
    Counts.Amount gone = new Counts.Amount(1, row.bytes, 0, 0);
    counts.add(row.source, "dropped", reason.stage(), reason.rule(), gone);
    if (row.kept()) {
      Sample sample = new Sample(row.id, reason.value(), reason.bound());
      to(fell, new Group(row.source, reason.stage(), reason.rule()), sample, was);
    }
  }

  private void to(Map<Group, Members> groups, Group group, Sample sample, Counts.Amount amount) {
    Members members = groups.computeIfAbsent(group, g -> new Members());
    members.amount = members.amount.plus(amount);
    members.add(sample, samples);
  }
}
