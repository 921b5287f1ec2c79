package zydeco.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import zydeco.jobs.recipe.NeededFile;
import zydeco.jobs.recipe.RecipeReader;

@Command(
    name = "lists",
    mixinStandardHelpOptions = true,
    description = {
      "Says which files (word lists, models, tokenizers) a recipe needs, whether they are there,",
      "and their sha256. Exits with 1 where one is missing."
    })
final class ListsCommand implements Callable<Integer> {
  @Mixin private RunCommand.RecipeOptions recipe;

  @Option(names = "--json", description = "One JSON array instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    String yaml = RecipeReader.text(recipe.file());
    List<NeededFile> files =
        NeededFile.of(new RecipeReader(recipe.overrides()).parse(recipe.file(), yaml));
    ArrayNode told = new ObjectMapper().createArrayNode();
    boolean missing = false;
    for (NeededFile file : files) {
      boolean there = file.isThere();
      missing |= !there;
      ObjectNode row = told.addObject().put("key", file.key()).put("file", file.named());
      row.put("path", file.path().toString()).put("there", there);
      row.put("bytes", there ? file.bytes() : null);
      row.put("sha256", there ? file.sha256() : null);
    }
    System.out.print(json ? told + "\n" : text(told));
    return missing ? 1 : 0;
  }

  private static String text(ArrayNode told) {
    StringBuilder out = new StringBuilder();
    told.forEach(
        file ->
            out.append(
                file.path("there").asBoolean()
                    ? String.format(
                        Locale.ROOT,
                        "%s  %,d bytes  %s  %s%n",
                        file.path("sha256").asText(),
                        file.path("bytes").asLong(),
                        file.path("key").asText(),
                        file.path("file").asText())
                    : String.format(
                        Locale.ROOT,
                        "%-64s  %s  %s%n",
                        "missing",
                        file.path("key").asText(),
                        file.path("file").asText())));
    return out.isEmpty() ? "The recipe needs no files but its sources.\n" : out.toString();
  }
}
