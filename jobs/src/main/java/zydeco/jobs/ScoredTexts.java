package zydeco.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import zydeco.classifiers.SoftBound;
import zydeco.classifiers.fasttext.ScorerTraining;

/** Documents of files with a larger model's score, those that it keeps apart from the others. */
final class ScoredTexts {
  private final String option;
  private final TextSample good;
  private final TextSample bad;
  private LabelledFiles files;

  ScoredTexts(String option, int atMost) {
    this.option = option;
    this.good = new TextSample(atMost);
    this.bad = new TextSample(atMost);
  }

  /** Reads the documents of files that have a score. */
  void read(List<String> paths, String text, String score, double bound) throws IOException {
    files = new LabelledFiles(option, paths, text, System.err);
    files.forEach(
        (document, place) -> {
          double value = LabelledFiles.number(document, score, place);
          if (!Double.isNaN(value)) {
            (value >= bound ? good : bad).add(document.text(), value);
          }
        });
  }

  List<byte[]> texts() {
    return both().map(TextSample.Scored::text).toList();
  }

  double[] scores() {
    return both().mapToDouble(TextSample.Scored::score).toArray();
  }

  private Stream<TextSample.Scored> both() {
    return Stream.concat(good.scored().stream(), bad.scored().stream());
  }

  void addTo(ScorerTraining run, SoftBound bound, ScorerTraining.Use use) {
    both()
        .forEach(
            one -> run.add(one.text(), bound.keeps(one.score()), bound.sure(one.score()), use));
  }

  /** What was read, a line a side. */
  List<String> inputs(String score, double bound) {
    return List.of(
        input(option + ", " + score + " >= " + bound, files, good),
        input(option + ", " + score + " < " + bound, files, bad));
  }

  static String input(String what, LabelledFiles files, TextSample sample) {
    return String.format(
        Locale.ROOT,
        "%s: %,d texts of %d files%s%s",
        what,
        sample.texts().size(),
        files.count(),
        sample.seen() > sample.texts().size() ? ", out of " + sample.seen() : "",
        files.bad() > 0 ? ", " + files.bad() + " rows left out" : "");
  }
}
