package zydeco.pipeline.recipe;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a recipe, read key by key. It knows its file and lines, so that every complaint
 * names them; where a key is absent it reads the same key of its defaults. {@link #finish}
 * complains of keys that nobody read.
 */
public final class Settings {
  /** Fewer than the parser's own limit, which passes over comments: a line's time is its square. */
  private static final int MOST_CHARACTERS = 3_000_000;

  private final Path file;
  private final String where;
  private final int line;
  private final Map<String, Node> nodes;
  private final Settings defaults;
  private final Set<String> read = new LinkedHashSet<>();

  private Settings(Path file, String where, int line, Map<String, Node> nodes, Settings defaults) {
    this.file = file;
    this.where = where;
    this.line = line;
    this.nodes = nodes;
    this.defaults = defaults;
  }

  /**
   * The settings of a YAML text. The file gives names to complaints and a base to relative paths.
   */
  public static Settings parse(Path file, String yaml) {
    if (yaml.length() > MOST_CHARACTERS) {
      throw new RecipeException(
          file
              + ":1: Cannot read the recipe: it has more than 3,000,000 characters. Name files by"
              + " patterns.");
    }
    LoadSettings load =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(50)
            .build();
    try {
      Node root = new Compose(load).composeString(yaml).orElse(null);
      if (!(root instanceof MappingNode)) {
        throw new RecipeException(
            file
                + ":1: Cannot read the recipe: it is not a mapping of keys. Begin with 'recipe:"
                + " NAME'.");
      }
      return of(file, "", root, null);
    } catch (YamlEngineException | StackOverflowError e) {
      throw new RecipeException(
          file + ":" + lineOf(e) + ": Cannot read the YAML: " + problem(e) + ". Mend the line.");
    }
  }

  private static int lineOf(Throwable e) {
    return e instanceof MarkedYamlEngineException marked
        ? marked.getProblemMark().map(m -> m.getLine() + 1).orElse(1)
        : 1;
  }

  /** What a parser complains of, in one line. */
  private static String problem(Throwable e) {
    return e instanceof MarkedYamlEngineException marked
        ? marked.getProblem()
        : e instanceof StackOverflowError
            ? "it is nested too deeply"
            : e.getMessage().replace('\n', ' ');
  }

  private static Settings of(Path file, String where, Node node, Settings defaults) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    int line = lineOf(node);
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw fault(file, line, where, "Cannot read a key: it is not a word. Write 'key: value'.");
      }
      if (nodes.put(key.getValue(), tuple.getValueNode()) != null) {
        throw fault(
            file,
            lineOf(key),
            where,
            "Cannot read '" + key.getValue() + "': it is given twice. Leave one.");
      }
    }
    return new Settings(file, where, line, nodes, defaults);
  }

  private static RecipeException fault(Path file, int line, String where, String what) {
    String place = where == null || where.isEmpty() ? "" : where + ": ";
    return new RecipeException(file + ":" + line + ": " + place + what);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
  }

  /**
   * Replaces one value, named by a path such as {@code output.shards.tokens} or {@code
   * stages.fuzzy-dedup.bands}: steps are keys, or in a list of named entries their names. The last
   * step may be new, those before it must exist. {@code checks.SET.RULE.min} and {@code
   * checks.COLUMN.max} change a bound, wherever among the stages its check stands.
   */
  public void override(String path, String value) {
    Node replacement;
    try {
      replacement = new Compose(LoadSettings.builder().build()).composeString(value).orElse(null);
    } catch (YamlEngineException | StackOverflowError e) {
      throw new RecipeException(
          "--set "
              + path
              + ": Cannot read the value: "
              + problem(e)
              + ". Write a word, or a list or mapping on one line.");
    }
    if (replacement == null) {
      throw new RecipeException(
          "--set " + path + ": Cannot read the value: there is none. Write --set key.path=value.");
    }
    new KeyPath(file, line, path, nodes).set(replacement);
  }

  /**
   * These settings as one line that does not depend on layout, comments or the order of keys; where
   * a value names a file that exists, its SHA-256 stands behind it, but for the inputs under {@code
   * paths}, which a build lists. Equal lines decide equal content.
   *
   * @param only the keys to take; none: all of them
   */
  public String canonical(String... only) {
    return canonical(true, only) + (defaults == null ? "" : "|" + defaults.canonical(false, only));
  }

  private String canonical(boolean files, String... only) {
    Map<String, Node> chosen = new LinkedHashMap<>(nodes);
    chosen.keySet().removeIf(key -> only.length > 0 && !Arrays.asList(only).contains(key));
    StringBuilder line = new StringBuilder();
    canonical(chosen, files, line);
    return line.toString();
  }

  private void canonical(Map<String, Node> mapping, boolean files, StringBuilder line) {
    line.append('{');
    for (Map.Entry<String, Node> entry : new java.util.TreeMap<>(mapping).entrySet()) {
      line.append(entry.getKey()).append(':');
      canonical(entry.getValue(), files && !entry.getKey().equals("paths"), line);
      line.append(',');
    }
    line.append('}');
  }

  private void canonical(Node node, boolean files, StringBuilder line) {
    if (node instanceof ScalarNode scalar) {
      line.append('"').append(scalar.getValue()).append('"');
      line.append(files ? FileHash.ofNamed(this, scalar) : "");
    } else if (node instanceof SequenceNode sequence) {
      line.append('[');
      for (Node item : sequence.getValue()) {
        canonical(item, files, line);
        line.append(',');
      }
      line.append(']');
    } else {
      canonical(new MappingView((MappingNode) node), files, line);
    }
  }

  /**
   * A single value somewhere in the settings.
   *
   * @param where its path, such as {@code stages[3].score.model}
   * @param key the nearest key above it
   */
  public record Value(String where, String key, String text) {}

  /** Every single value below some keys as the recipe has them, defaults left out. */
  public List<Value> values(String... keys) {
    List<Value> values = new ArrayList<>();
    for (String key : keys) {
      if (nodes.get(key) != null) {
        values(key, key, nodes.get(key), values);
      }
    }
    return values;
  }

  private static void values(String where, String key, Node node, List<Value> to) {
    if (node instanceof ScalarNode scalar) {
      to.add(new Value(where, key, scalar.getValue()));
    } else if (node instanceof SequenceNode sequence) {
      for (int i = 0; i < sequence.getValue().size(); i++) {
        values(where + "[" + i + "]", key, sequence.getValue().get(i), to);
      }
    } else if (node instanceof MappingNode mapping) {
      new MappingView(mapping)
          .forEach((name, below) -> values(where + "." + name, name, below, to));
    }
  }

  /** The same settings, with keys that are absent here read from there. */
  public Settings withDefaults(Settings fallback) {
    return new Settings(file, where, line, nodes, fallback);
  }

  public Path file() {
    return file;
  }

  /** The keys given here, in order; not those of the defaults. */
  public List<String> keys() {
    return List.copyOf(nodes.keySet());
  }

  /** Whether the key has a value, here or by default. */
  public boolean has(String key) {
    read.add(key);
    return !isBlank(key);
  }

  /** A word or any other scalar, as written. */
  public String text(String key) {
    read.add(key);
    Node node = nodes.get(key);
    if (node == null) {
      return missing(key).text(key);
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw wrong(key, "a single value", "it is a " + kind(node));
    }
    return scalar.getValue();
  }

  /** A word, or null where the key is absent or empty. */
  public String textOrNull(String key) {
    read.add(key);
    if (isBlank(key)) {
      return null;
    }
    String value = text(key);
    return value.isEmpty() || value.equals("null") || value.equals("~") ? null : value;
  }

  /** One of the given words. */
  public String choice(String key, String... allowed) {
    String value = text(key);
    if (!Arrays.asList(allowed).contains(value)) {
      throw error(
          key,
          "Cannot use '"
              + value
              + "' as "
              + key
              + ": it is none of "
              + String.join(", ", allowed)
              + ".",
          RecipeException.hint(value, Arrays.asList(allowed), "Choose one of them."));
    }
    return value;
  }

  /**
   * A whole number from min to max; {@code 100M}, {@code 2k}, {@code 1.5B} and {@code 1_000} are
   * understood.
   */
  public long integer(String key, long min, long max) {
    double value = parseNumber(key, text(key));
    if (value != Math.rint(value) || value < min || value > max) {
      throw wrong(key, "a whole number from " + min + " to " + max, "it is " + text(key));
    }
    return (long) value;
  }

  /** A number from min to max. */
  public double number(String key, double min, double max) {
    double value = parseNumber(key, text(key));
    if (!(value >= min && value <= max)) {
      String from = min > 0 && min < 1e-9 ? "above 0, up to " : "from " + plain(min) + " to ";
      throw wrong(key, "a number " + from + plain(max), "it is " + text(key));
    }
    return value;
  }

  private static String plain(double number) {
    return number == 0 || Math.abs(number) < 1e-9
        ? "0"
        : BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private double parseNumber(String key, String value) {
    String digits = value.replace("_", "");
    int last = digits.length() - 1;
    int thousands = last < 0 ? 0 : 1 + "kMBT".indexOf(digits.charAt(last));
    try {
      BigDecimal number = new BigDecimal(thousands > 0 ? digits.substring(0, last) : digits);
      double scaled = number.scaleByPowerOfTen(3 * thousands).doubleValue();
      if (Double.isFinite(scaled)) {
        return scaled;
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // No number; one that is too large is refused in the same words.
    }
    throw wrong(key, "a number, such as 8, 0.5, 400k or 128M", "it is '" + value + "'");
  }

  /** true or false. */
  public boolean flag(String key) {
    String value = text(key);
    if (!value.equals("true") && !value.equals("false")) {
      throw wrong(key, "true or false", "it is '" + value + "'");
    }
    return value.equals("true");
  }

  /** A list of words; a single word is a list of one. */
  public List<String> texts(String key) {
    read.add(key);
    Node node = nodes.get(key);
    if (node == null) {
      return missing(key).texts(key);
    }
    if (node instanceof ScalarNode scalar) {
      return List.of(scalar.getValue());
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong(key, "a list", "it is a " + kind(node));
    }
    List<String> values = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      if (!(item instanceof ScalarNode scalar)) {
        throw wrong(key, "a list of words", "one of them is a " + kind(item));
      }
      values.add(scalar.getValue());
    }
    return values;
  }

  /** The mapping under a key; its absent keys come from the defaults' mapping of the same key. */
  public Settings map(String key) {
    read.add(key);
    Node node = nodes.get(key);
    if (node == null) {
      return missing(key).map(key);
    }
    if (node instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
      return new Settings(file, path(key), lineOf(node), new LinkedHashMap<>(), inherited(key));
    }
    if (!(node instanceof MappingNode)) {
      throw wrong(key, "a mapping of keys", "it is a " + kind(node));
    }
    return of(file, path(key), node, inherited(key));
  }

  private Settings inherited(String key) {
    return defaults != null && defaults.isMap(key) ? defaults.map(key) : null;
  }

  /**
   * Whether the key stands with nothing behind it, which in the defaults means that a recipe must
   * or may give it.
   */
  private boolean isBlank(String key) {
    Node node = nodes.get(key);
    if (node == null) {
      return defaults == null || defaults.isBlank(key);
    }
    return node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
  }

  /** Whether the key holds a mapping (and not, say, a word). */
  public boolean isMap(String key) {
    Node node = nodes.get(key);
    return node == null ? defaults != null && defaults.isMap(key) : node instanceof MappingNode;
  }

  /**
   * A list of one-key mappings, such as {@code stages}: the key and what stands under it, in order.
   */
  public List<Entry> entries(String key) {
    read.add(key);
    Node node = nodes.get(key);
    if (node == null) {
      return missing(key).entries(key);
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong(key, "a list of 'name: {...}'", "it is a " + kind(node));
    }
    List<Entry> entries = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      String place = path(key) + "[" + entries.size() + "]";
      if (!(item instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
        throw fault(file, lineOf(item), place, NamedEntry.fault(item));
      }
      entries.add(new Entry(of(file, place, item, null)));
    }
    return entries;
  }

  /** A named entry of a list: {@code name: {...}} or {@code name: word}. */
  public record Entry(Settings holder) {
    public String name() {
      return holder.keys().get(0);
    }

    public int line() {
      return holder.line;
    }

    /** The mapping under the name, with absent keys read from the defaults (null: none). */
    public Settings settings(Settings fallback) {
      return holder.map(name()).withDefaults(fallback);
    }
  }

  /** A file named by the key, relative to the recipe's folder; it must exist. */
  public Path existingFile(String key) {
    Path path = resolve(text(key));
    if (!java.nio.file.Files.isRegularFile(path)) {
      throw error(key, whyNoFile(path), "Paths are relative to the folder of the recipe.");
    }
    return path;
  }

  /** Why a path names no file, as an error says it. */
  public static String whyNoFile(Path path) {
    return java.nio.file.Files.isDirectory(path)
        ? "Cannot read " + path + ": it is a folder, not a file."
        : "Cannot find " + path + ": no such file.";
  }

  /** A path as written, relative to the recipe's folder. */
  public Path resolve(String path) {
    Path folder = file.toAbsolutePath().getParent();
    return folder.resolve(path).normalize();
  }

  /** Complains of the first key that nobody read, with the nearest one that somebody did. */
  public void finish() {
    for (String key : nodes.keySet()) {
      if (!read.contains(key)) {
        throw error(
            key,
            "Cannot use '" + key + "': there is no such key here.",
            RecipeException.hint(key, read, "Known keys: " + String.join(", ", read) + "."));
      }
    }
  }

  /** A complaint about a key: {@code file:line: where: Cannot ...: why. How to mend it.} */
  public RecipeException error(String key, String cannot, String mend) {
    Node node = nodes.get(key);
    int at = node == null ? line : lineOf(node);
    String place = key == null || key.isEmpty() ? where : path(key);
    return fault(file, at, place, cannot + " " + mend);
  }

  private RecipeException wrong(String key, String wanted, String found) {
    return error(key, "Cannot read '" + key + "': " + found + ".", "Give " + wanted + ".");
  }

  private Settings missing(String key) {
    if (defaults == null || !defaults.has(key)) {
      throw error(
          key, "Cannot go on without '" + key + "': it is missing.", "Add '" + key + ": ...'.");
    }
    return defaults;
  }

  private String path(String key) {
    return where.isEmpty() ? key : where + "." + key;
  }

  private static String kind(Node node) {
    return node instanceof MappingNode
        ? "mapping"
        : node instanceof SequenceNode ? "list" : "single value";
  }
}
