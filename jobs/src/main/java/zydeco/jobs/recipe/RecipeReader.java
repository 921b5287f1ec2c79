package zydeco.jobs.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.ModelStage;
import zydeco.classifiers.onnx.ScoreStage;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.filters.language.Languages;
import zydeco.filters.list.Lists;
import zydeco.filters.list.ReadsLists;
import zydeco.pipeline.corpus.Compression;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Stage;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.TokenizedShards;
import zydeco.tokenize.shards.RecipeFacts;

/**
 * Reads and checks recipes. Whatever is wrong is a {@link RecipeException}, before any Spark
 * starts.
 */
public final class RecipeReader {
  private static final String REFERENCE = "/zydeco/recipes/reference.yaml";

  /** Columns of every build's documents and signals. */
  private static final Set<String> OWN_COLUMNS =
      Set.of("id", "source", "text", "url", "date", "metadata", "origin_id");

  private final List<String> overrides;
  private final Settings reference;
  private Comparison comparison;

  /**
   * A reader.
   *
   * @param overrides {@code key.path=value}, applied in order
   */
  public RecipeReader(List<String> overrides) {
    this.overrides = overrides;
    this.reference = Settings.parse(Path.of("reference.yaml"), resource(REFERENCE));
  }

  private static String resource(String name) {
    try (InputStream in = RecipeReader.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("the jar holds " + name, e);
    }
  }

  /** What the recipe that was read last asks the trainer to compare. */
  public Optional<Comparison> comparison() {
    return Optional.ofNullable(comparison);
  }

  /** Reads a recipe from its file. */
  public Recipe read(Path file) {
    return read(file, root(file));
  }

  /** Reads a recipe from its text, as {@link #parse} takes it. */
  public Recipe read(Path file, String yaml) {
    return read(file, parse(file, yaml));
  }

  /** The lists that a recipe names. */
  public Lists lists(Path file) {
    return Lists.of(root(file).map("lists"));
  }

  /** The languages that a recipe names. */
  public Languages languages(Path file) {
    return languages(root(file));
  }

  /** The languages that a recipe, or its settings as {@link #parse} gives them, names. */
  public Languages languages(Settings root) {
    if (!root.has("languages") || !root.keys().contains("languages")) {
      return Languages.NONE;
    }
    return Languages.of(root.map("languages"), reference.map("languages").map("LABEL"));
  }

  private Settings root(Path file) {
    return parse(file, text(file));
  }

  /** The text of a recipe's file; throws RecipeException where it cannot be read. */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new RecipeException(
          file + ":1: Cannot read the recipe: there is no such file. Check the path.");
    } catch (IOException e) {
      throw new RecipeException(
          file + ":1: Cannot read the recipe: " + reason(e) + ". It must be readable UTF-8 text.");
    }
  }

  private static String reason(IOException e) {
    return e instanceof CharacterCodingException ? "it is not UTF-8" : Storage.told(e);
  }

  /**
   * The keys of a recipe, overrides applied and defaults behind them, unchecked.
   *
   * @param file names the recipe in complaints; paths in it are relative to its folder
   */
  public Settings parse(Path file, String yaml) {
    Settings root = Settings.parse(file, yaml).withDefaults(reference);
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw new RecipeException(
            "--set " + override + ": Cannot read it: it names no key. Write --set key.path=value.");
      }
      root.override(override.substring(0, equals), override.substring(equals + 1));
    }
    reference.keys().forEach(root::has);
    root.finish();
    return root;
  }

  /** Every stage with its defaults, by name. */
  private Map<String, Settings.Entry> defaults() {
    Map<String, Settings.Entry> defaults = new LinkedHashMap<>();
    reference.entries("stages").forEach(entry -> defaults.put(entry.name(), entry));
    return defaults;
  }

  /**
   * Makes one stage; signals that read lists find none.
   *
   * @param entry of the recipe's stages
   * @param number 1 for the first of its name, 2 for the second
   * @param sources the recipe's sources, best first
   * @param written what earlier stages write
   * @param languages the languages that the recipe names
   */
  public Stage stage(
      Settings.Entry entry,
      int number,
      List<String> sources,
      Written written,
      Languages languages) {
    return stage(entry, number, sources, written, Lists.NONE, languages);
  }

  private Stage stage(
      Settings.Entry entry,
      int number,
      List<String> sources,
      Written written,
      Lists lists,
      Languages languages) {
    Catalogue.Factory factory = Catalogue.STAGES.get(entry.name());
    if (factory == null) {
      throw entry
          .holder()
          .error(
              entry.name(),
              "Cannot run '" + entry.name() + "': there is no such stage.",
              RecipeException.hint(
                  entry.name(),
                  Catalogue.STAGES.keySet(),
                  "Stages: " + String.join(", ", Catalogue.STAGES.keySet()) + "."));
    }
    return factory.make(
        new Catalogue.Line(
            entry, defaults().get(entry.name()), number, sources, written, lists, languages));
  }

  private Recipe read(Path file, Settings root) {
    String name = root.text("recipe");
    if (name.isBlank()) {
      throw root.error("recipe", "Cannot name the build: the name is empty.", "Give it a name.");
    }
    root.integer("schema", 1, 1);
    long seed = root.integer("seed", 0, 1L << 53);
    List<Source> sources = sources(root);
    Lists lists = Lists.of(root.map("lists"));
    List<Recipe.Step> steps = steps(root, sources, lists, languages(root));
    Compression documents = null;
    TokenizedShards shards = null;
    boolean near = false;
    Recipe.Measures measures = Recipe.Measures.REACHED;
    if (root.has("output") && root.keys().contains("output")) {
      Settings output = root.map("output");
      documents = documents(output);
      shards = shards(output, sources, steps, name, seed);
      near = near(output, documents, steps);
      measures = measures(output);
      output.has("documents");
      output.has("shards");
      output.finish();
    }
    comparison = null;
    if (root.has("compare") && root.keys().contains("compare")) {
      comparison = Comparison.of(root.map("compare"), shards);
    }
    root.finish();
    return new Recipe(
        file.toAbsolutePath().normalize().toString(),
        name,
        seed,
        sources,
        steps,
        documents,
        shards,
        near,
        measures,
        Hash128.ofParts(
                Long.toString(seed),
                root.canonical("sources")
                    + (measures == Recipe.Measures.ALL ? "measures: all" : ""))
            .toString(),
        Hash128.ofParts(name, root.canonical("output"), tokenizer(shards)).toString());
  }

  /** Which tokenizer it is, be it a file or a folder. */
  private static String tokenizer(TokenizedShards shards) {
    return shards == null ? "" : shards.settings().tokenizer().sha256();
  }

  private List<Source> sources(Settings root) {
    if (!root.keys().contains("sources")) {
      throw root.error(
          "sources",
          "Cannot go on without 'sources': there is nothing to read.",
          "Add 'sources:' and '  - NAME: {paths: [FILES]}'.");
    }
    List<Source> sources = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    Settings defaults = reference.entries("sources").get(0).settings(null);
    for (Settings.Entry entry : root.entries("sources")) {
      if (!names.add(entry.name())) {
        throw root.error(
            "sources",
            "Cannot use two sources called '" + entry.name() + "': names are what ids are made of.",
            "Rename one.");
      }
      sources.add(Source.of(entry, sources.size(), Storage.plain(), defaults));
    }
    if (sources.isEmpty()) {
      throw root.error(
          "sources", "Cannot read anything: the list of sources is empty.", "Add one.");
    }
    return sources;
  }

  private List<Recipe.Step> steps(
      Settings root, List<Source> sources, Lists lists, Languages languages) {
    List<String> sourceNames = sources.stream().map(Source::name).toList();
    List<Recipe.Step> steps = new ArrayList<>();
    Written written = new Written();
    Set<String> decided = new LinkedHashSet<>();
    Set<String> taken = new LinkedHashSet<>(OWN_COLUMNS);
    Map<String, Integer> numbers = new LinkedHashMap<>();
    if (!root.keys().contains("stages") || !root.has("stages")) {
      return steps;
    }
    for (Settings.Entry entry : root.entries("stages")) {
      int number = numbers.merge(entry.name(), 1, Integer::sum);
      Stage stage = stage(entry, number, sourceNames, written, lists, languages);
      refuseSecondBound(entry, stage, decided);
      String fingerprint =
          Hash128.ofParts(entry.holder().canonical(), files(stage), stage.inputs()).toString();
      steps.add(new Recipe.Step(stage, fingerprint));
      refuseTakenColumns(entry, stage, taken);
      readLists(entry, stage);
      boolean scores = stage.onDocuments().stream().anyMatch(DocumentStage::scores);
      written.add(names(stage, Column.Type.NUMBER), names(stage, Column.Type.LABEL), scores);
      if (stage instanceof ScoreStage score && score.decided() != null) {
        decided.add(score.decided());
      }
      if (stage instanceof ModelStage model) {
        model.check();
      }
    }
    return steps;
  }

  private static List<String> names(Stage stage, Column.Type type) {
    return written(stage).stream().filter(c -> c.type() == type).map(Column::name).toList();
  }

  private static void refuseTakenColumns(Settings.Entry entry, Stage stage, Set<String> taken) {
    for (Column column : written(stage)) {
      if (!taken.add(column.name())) {
        throw entry
            .holder()
            .error(
                entry.name(),
                "Cannot run '"
                    + entry.name()
                    + "': "
                    + (OWN_COLUMNS.contains(column.name())
                        ? "each document has a column '" + column.name() + "' already."
                        : "an earlier stage writes the column '" + column.name() + "' too."),
                "Give it another name, or leave one of them out.");
      }
    }
  }

  /** Reads what the recipe names under lists: a list that is none stops no build in its middle. */
  private static void readLists(Settings.Entry entry, Stage stage) {
    if (stage instanceof ReadsLists reader) {
      try {
        reader.readLists();
      } catch (UncheckedIOException | IllegalArgumentException e) {
        String why = e.getMessage();
        if (e.getCause() instanceof IOException cause) {
          why += " (" + reason(cause) + ")";
        }
        throw entry
            .holder()
            .error(
                entry.name(),
                "Cannot read a list: "
                    + why.lines().findFirst().orElse("").replaceFirst("\\.?$", "."),
                "Mend the file, or name another under 'lists'.");
      }
    }
  }

  /** The SHA-256 of the models and lists that a stage reads. */
  private static String files(Stage stage) {
    String models =
        stage instanceof ModelStage model
            ? model.files().stream().map(ModelFile::sha256).toList().toString()
            : "";
    return stage instanceof ReadsLists reader
        ? models
            + reader.listNames().stream().map(name -> name + reader.lists().sha256(name)).toList()
        : models;
  }

  /**
   * A score of two models has no value where the first decided: a bound on it would mean nothing.
   */
  private static void refuseSecondBound(Settings.Entry entry, Stage stage, Set<String> decided) {
    for (String column : stage.onDocuments().get(0).reads()) {
      if (decided.contains(column)) {
        throw entry
            .holder()
            .error(
                entry.name(),
                "Cannot bound '"
                    + column
                    + "': its 'score' has a 'first' model and has kept and dropped already, at the"
                    + " bound that the first model was trained for.",
                "Leave this bound out, or leave 'first' out.");
      }
    }
  }

  private static List<Column> written(Stage stage) {
    return stage.onDocuments().stream().flatMap(part -> part.writes().stream()).toList();
  }

  private static Recipe.Measures measures(Settings output) {
    String word = output.choice("measures", "none", "reached", "all");
    return Recipe.Measures.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static Compression documents(Settings output) {
    if (!output.keys().contains("documents")) {
      return null;
    }
    Settings settings = output.map("documents");
    settings.choice("format", "parquet");
    String compression = settings.choice("compression", "zstd", "snappy", "none");
    if (!compression.equals("zstd") && settings.keys().contains("level")) {
      throw settings.error(
          "level",
          "Cannot compress by a level: it is of zstd, and compression is " + compression + ".",
          "Leave level out, or compress by zstd.");
    }
    int level = (int) settings.integer("level", 1, 22);
    settings.finish();
    return Compression.of(compression, level);
  }

  private static boolean near(Settings output, Compression documents, List<Recipe.Step> steps) {
    boolean near = output.flag("near");
    if (near
        && (documents == null
            || steps.stream().noneMatch(step -> step.stage() instanceof FuzzyDedupStage))) {
      throw output.error(
          "near",
          "Cannot make an index of what is near: "
              + (documents == null
                  ? "no documents are written."
                  : "no stage says what near means."),
          documents == null ? "Add 'documents' to the output." : "Add a 'fuzzy-dedup' stage.");
    }
    if (near
        && steps.stream()
            .anyMatch(step -> step.stage() instanceof FuzzyDedupStage fuzzy && fuzzy.ofTokens())) {
      throw output.error(
          "near",
          "Cannot make an index of what is near: it would not know the tokenizer of the shingles.",
          "Use shingles of characters or words, or leave near out.");
    }
    return near;
  }

  private TokenizedShards shards(
      Settings output, List<Source> sources, List<Recipe.Step> steps, String name, long seed) {
    if (!output.keys().contains("shards")) {
      return null;
    }
    Map<String, Column.Type> columns = new LinkedHashMap<>();
    for (Recipe.Step step : steps) {
      written(step.stage()).stream()
          .filter(column -> column.type() != Column.Type.BYTES)
          .forEach(column -> columns.put(column.name(), column.type()));
    }
    List<String> names = sources.stream().map(Source::name).toList();
    Settings phase = reference.map("output").map("shards").entries("phases").get(0).settings(null);
    return TokenizedShards.of(
        output.map("shards"), new RecipeFacts(name, seed, names, columns, phase));
  }
}
