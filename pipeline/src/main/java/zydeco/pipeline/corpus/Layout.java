package zydeco.pipeline.corpus;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Under which names a source's rows hold a document's parts. Each part has its names in order of
 * preference; a name may be a path of names joined by dots into nested objects (a name that holds
 * dots itself is found too). What is under none of the chosen names becomes metadata.
 *
 * @param name of the layout, such as {@code fineweb}
 */
public record Layout(
    String name, List<String> text, List<String> id, List<String> url, List<String> date)
    implements Serializable {

  public Layout {
    text = List.copyOf(text);
    id = List.copyOf(id);
    url = List.copyOf(url);
    date = List.copyOf(date);
  }

  /** Rows as their makers usually write them; what a bare format such as {@code jsonl} means. */
  static final Layout PLAIN =
      new Layout(
          "plain",
          List.of("text"),
          List.of("id"),
          List.of("url"),
          List.of("date", "timestamp", "created"));

  private static final List<Layout> BUILT_IN =
      List.of(
          new Layout("fineweb", List.of("text"), List.of("id"), List.of("url"), List.of("date")),
          new Layout(
              "dclm",
              List.of("text"),
              List.of("WARC-Record-ID", "metadata.WARC-Record-ID", "id"),
              List.of("url", "WARC-Target-URI", "metadata.WARC-Target-URI"),
              List.of("WARC-Date", "metadata.WARC-Date", "date")),
          new Layout(
              "dolma",
              List.of("text"),
              List.of("id"),
              List.of("metadata.url", "url", "metadata.WARC-Target-URI"),
              List.of("created", "added")),
          new Layout(
              "zyda",
              List.of("text"),
              List.of("nemo_id", "id", "source_other.id"),
              List.of("url", "source_other.url", "metadata.url"),
              List.of("date", "created", "source_other.date")));

  /** The built-in layout of that name, or null. */
  static Layout builtIn(String name) {
    return BUILT_IN.stream().filter(l -> l.name.equals(name)).findFirst().orElse(null);
  }

  static List<String> names() {
    return BUILT_IN.stream().map(Layout::name).toList();
  }

  /** This layout, which finds a part under its usual name, too, where it is under none of these. */
  Layout orPlain() {
    return new Layout(
        name,
        both(text, PLAIN.text),
        both(id, PLAIN.id),
        both(url, PLAIN.url),
        both(date, PLAIN.date));
  }

  private static List<String> both(List<String> first, List<String> then) {
    return Stream.concat(first.stream(), then.stream()).distinct().toList();
  }

  /** The names of a part, by {@link Part}. */
  List<String> of(Part part) {
    return switch (part) {
      case TEXT -> text;
      case ID -> id;
      case URL -> url;
      case DATE -> date;
    };
  }

  /** A part of a document that a layout finds. */
  enum Part {
    TEXT,
    ID,
    URL,
    DATE
  }
}
