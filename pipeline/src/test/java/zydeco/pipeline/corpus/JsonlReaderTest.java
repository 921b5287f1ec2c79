package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.pipeline.document.Document;

class JsonlReaderTest {
  @TempDir Path folder;

  private List<Intake> read(byte[] bytes) throws IOException {
    return Reading.all(Reading.write(folder.resolve("a.jsonl"), bytes));
  }

  private List<Intake> read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Intake.Bad bad(Intake row) {
    assertThat(row).isInstanceOf(Intake.Bad.class);
    return (Intake.Bad) row;
  }

  private static Document good(Intake row) {
    assertThat(row).isInstanceOf(Intake.Good.class);
    return ((Intake.Good) row).document();
  }

  private static String text(Intake row) {
    return new String(good(row).text(), StandardCharsets.UTF_8);
  }

  @Test
  void next_rowWithOtherFields_keepsThemInOrderWithoutSpace() throws IOException {
    Document document =
        good(
            read("{ \"b\" : [1, 2.50, {\"c\": null}], \"text\":\"T\\u00e9\\n\", \"id\": 17,"
                    + " \"url\":\"u\", \"a\": \"x \\\" y\", \"date\":\"2020\" }\n")
                .get(0));

    assertThat(document.originId()).isEqualTo("17");
    assertThat(document.url()).isEqualTo("u");
    assertThat(document.date()).isEqualTo("2020");
    assertThat(new String(document.text(), StandardCharsets.UTF_8)).isEqualTo("Té\n");
    assertThat(document.metadata()).isEqualTo("{\"b\":[1,2.50,{\"c\":null}],\"a\":\"x \\\" y\"}");
  }

  @Test
  void next_nestedNames_areTakenOutOfTheirObject() throws IOException {
    Path file =
        Reading.write(
            folder.resolve("a.jsonl"),
            "{\"d\":{\"body\":\"T\",\"k\":{\"id\":\"I\"},\"x\":1},\"a.b\":\"U\"}\n");
    Layout layout =
        new Layout("c", List.of("d.body"), List.of("d.k.id"), List.of("a.b"), List.of("date"));

    Document document = good(Reading.all(file, Reading.source(layout, 100), Reading.ALL).get(0));

    assertThat(Reading.show(new Intake.Good(0, document)))
        .isEqualTo("0|I|U|null|{\"d\":{\"k\":{},\"x\":1}}|T");
  }

  @Test
  void next_oneFieldForSeveralParts_givesThemAll() throws IOException {
    Path file = Reading.write(folder.resolve("a.jsonl"), "{\"text\":\"T\",\"u\":\"http://h/\"}\n");
    Layout layout = new Layout("c", List.of("text"), List.of("u"), List.of("u"), List.of("text"));

    assertThat(Reading.show(Reading.all(file, Reading.source(layout, 100), Reading.ALL)))
        .containsExactly("0|http://h/|http://h/|T|{}|T");
  }

  @Test
  void next_dclmLayout_takesTheRecordId() throws IOException {
    Path file =
        Reading.write(
            folder.resolve("a.jsonl"),
            "{\"text\":\"T\",\"url\":\"u\",\"metadata\":{\"WARC-Record-ID\":\"<r>\",\"WARC-Date\":\"d\",\"n\":1}}");
    Source source = Reading.source(Layout.builtIn("dclm"), 100);

    assertThat(Reading.show(Reading.all(file, source, Reading.ALL)))
        .containsExactly("0|<r>|u|d|{\"metadata\":{\"n\":1}}|T");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '~',
      value = {
        "{\"id\":1}@there is no text: no field text@0",
        "{\"text\":null}@the text is no string: it is a null@8",
        "{\"text\":5}@the text is no string: it is a number@8",
        "{\"text\":[\"a\"]}@the text is no string: it is a list@8",
        "{\"text\":\"abc@the JSON is cut short@12",
        "{\"text\":\"abc\"@the JSON is cut short@13",
        "{\"text\":\"a\\ud800b\"}@a lone surrogate, \\ud800, in a string@10",
        "{\"text\":\"a\\udc00b\"}@a lone surrogate, \\udc00, in a string@10",
        "{\"text\":\"a\\ud800\\u0041\"}@a lone surrogate, \\ud800, in a string@10",
        "{\"text\":\"a\",\"text\":\"b\"}@the key \"text\" stands twice in an object@12",
        "{\"text\":\"a\",\"m\":{\"k\":1,\"\\u006b\":2}}@the key \"k\" stands twice in an object@23",
        "{\"text\":\"a\",\"n\":NaN}@not JSON: 'N' where a value was due@16",
        "{\"text\":\"a\",\"n\":01}@not JSON: '1' where ',' or '}' was due@17",
        "{\"text\":\"a\",\"n\":-}@not JSON: '}' where a digit was due@17",
        "{\"text\":\"a\"} x@the line goes on after its object@13",
        "[\"text\"]@not JSON: '[' where the object of a row was due@0",
        "{\"text\":\"a\\x\"}@an unknown escape in a string@10",
        "{\"text\":\"a\tb\"}@the raw control character 0x09 in a string@10",
        "{'text':\"a\"}@not JSON: ''' where a key was due@1",
        "{\"text\":\"a\",}@not JSON: '}' where a key was due@12",
        "{\"text\":tru}@not JSON: 't' where a value was due@8",
      })
  void next_faultyRow_isBadWithCauseAndOffset(String line, String cause, long offset)
      throws IOException {
    List<Intake> rows = read("{\"text\":\"first\"}\n" + line + "\n{\"text\":\"last\"}\n");

    assertThat(rows).hasSize(3);
    assertThat(text(rows.get(0))).isEqualTo("first");
    assertThat(text(rows.get(2))).isEqualTo("last");
    assertThat(bad(rows.get(1)).cause()).contains(cause);
    assertThat(bad(rows.get(1)).row()).isEqualTo(1);
    assertThat(bad(rows.get(1)).offset()).isEqualTo(17 + offset);
    assertThat(bad(rows.get(1)).bytes()).isEqualTo(line.length());
  }

  @Test
  void next_invalidUtf8_isBadWithItsByte() throws IOException {
    byte[] bytes = "{\"text\":\"ab--cd\"}\n".getBytes(StandardCharsets.US_ASCII);
    bytes[11] = (byte) 0x8c;
    bytes[12] = (byte) 0xff;

    Intake.Bad bad = bad(read(bytes).get(0));

    assertThat(bad.cause()).isEqualTo("invalid UTF-8");
    assertThat(bad.offset()).isEqualTo(11);
  }

  @Test
  void next_markBlankLinesAndReturns_arePassedOverAndKeepNumbers() throws IOException {
    List<Intake> rows =
        read("\ufeff{\"text\":\"a\"}\r\n\r\n \n{\"text\":\"b\u2028c\\u0000\"}\r\n{\"text\":\"\"}");

    assertThat(Reading.show(rows))
        .containsExactly(
            "0|null|null|null|{}|a", "3|null|null|null|{}|b\u2028c\0", "4|null|null|null|{}|");
  }

  @Test
  void next_deepNesting_isBadBeyondTheLimitOnly() throws IOException {
    int fits = JsonLine.DEEPEST - 1;
    String line = "{\"text\":\"a\",\"n\":%s}\n";

    assertThat(good(read(line.formatted("[".repeat(fits) + "]".repeat(fits))).get(0)).metadata())
        .hasSize(fits * 2 + 6);
    assertThat(bad(read(line.formatted("[".repeat(5000) + "]".repeat(5000))).get(0)).cause())
        .isEqualTo("nested deeper than 1000");
  }

  @Test
  void next_numberOfAMillionDigits_isKeptAsWritten() throws IOException {
    String number = "7".repeat(1_000_000);

    assertThat(good(read("{\"text\":\"a\",\"n\":" + number + "}").get(0)).metadata())
        .isEqualTo("{\"n\":" + number + "}");
  }

  @Test
  void next_textOver25Megabytes_isReadWhole() throws IOException {
    String text = "é-abc ".repeat(4_000_000);

    assertThat(text(read("{\"text\":\"" + text + "\"}\n").get(0))).isEqualTo(text);
  }

  @Test
  void next_textOverTheLimit_isBadAndTheNextIsRead() throws IOException {
    Path file = folder.resolve("a.jsonl");
    String[] lines = {"x".repeat(101), "x".repeat(100), "\\u0041".repeat(100), "y".repeat(2 << 20)};
    StringBuilder all = new StringBuilder();
    for (String line : lines) {
      all.append("{\"text\":\"").append(line).append("\"}\n");
    }
    Reading.write(file, all + "{\"text\":\"end\"}\n");

    List<Intake> rows = Reading.all(file, Reading.source(Layout.PLAIN, 100), Reading.ALL);

    assertThat(bad(rows.get(0)).cause())
        .isEqualTo("text of 101 bytes is over max-document-bytes (100)");
    assertThat(good(rows.get(1)).text()).hasSize(100);
    assertThat(text(rows.get(2))).isEqualTo("A".repeat(100));
    assertThat(bad(rows.get(3)).cause()).isEqualTo("line of 2097163 bytes is too long");
    assertThat(text(rows.get(4))).isEqualTo("end");
    assertThat(rows).hasSize(5);
  }

  @Test
  void next_unwantedRows_areNotParsed() throws IOException {
    Path file =
        Reading.write(
            folder.resolve("a.jsonl"), "broken\n{\"text\":\"b\"}\nbroken\n{\"text\":\"d\"}");

    assertThat(Reading.show(Reading.all(file, Reading.source(), row -> row % 2 == 1)))
        .containsExactly("1|null|null|null|{}|b", "3|null|null|null|{}|d");
  }

  @Test
  void next_emptyFile_isOneBadRow() throws IOException {
    assertThat(read("")).containsExactly(new Intake.Bad(-1, 0, "empty file", 0));
  }

  @Test
  void next_linesOfEveryLengthAroundTheBuffer_areRead() throws IOException {
    Random random = new Random(7);
    StringBuilder all = new StringBuilder();
    int[] lengths = new int[400];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = i % 40 == 0 ? 200_000 + random.nextInt(400_000) : random.nextInt(3000);
      all.append("{\"text\":\"").append("z".repeat(lengths[i])).append("\"}\n");
    }

    List<Intake> rows = read(all.toString());

    assertThat(rows).hasSize(lengths.length);
    for (int i = 0; i < lengths.length; i++) {
      assertThat(good(rows.get(i)).text()).hasSize(lengths[i]);
    }
  }

  private List<String> shown(String name, String text) throws IOException {
    return Reading.show(Reading.all(Reading.write(folder.resolve(name), text)));
  }

  @Test
  void next_array_givesItsElementsAsLinesWithTheirPlaces() throws IOException {
    assertThat(
            shown(
                "a.json",
                "\ufeff [\n  {\"text\": \"a, [b] \\\" {\",\n   \"n\": [1,\n {\"k\": 2}]},\r\n"
                    + "  {\"id\": 7}, null,\n  {\"text\": \"line\nbreak\"},\n"
                    + "  {\"text\":\"z\"}\n]\n"))
        .containsExactly(
            "0|null|null|null|{\"n\":[1,{\"k\":2}]}|a, [b] \" {",
            "Bad[row=1, offset=56, cause=there is no text: no field text, bytes=13]",
            "Bad[row=2, offset=71, cause=not JSON: 'n' where the object of a row was due, bytes=5]",
            "Bad[row=3, offset=93, cause=not JSON: a raw line break in a string, bytes=25]",
            "4|null|null|null|{}|z");
    assertThat(shown("empty.json", "[ ]")).isEmpty();
    assertThat(shown("lines.json", "\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n"))
        .containsExactly("1|null|null|null|{}|a", "2|null|null|null|{}|b");
    assertThat(shown("behind.json", "[{\"text\":\"a\"}] x\n"))
        .containsExactly(
            "0|null|null|null|{}|a",
            "Bad[row=1, offset=15, cause=not JSON: 'x' where the object of a row was due, bytes=2]");
    assertThat(shown("array.jsonl", "[{\"text\":\"a\"}]\n"))
        .as("lines are lines where the name says so")
        .hasSize(1)
        .allMatch(row -> row.contains("'[' where the object of a row was due"));
  }

  @Test
  void next_arrayThatIsNone_isRefusedWhole() {
    Map<String, String> causes =
        Map.of(
            "[{\"text\":\"a\"},",
            "byte 14: its array has no end: the file is cut short",
            "[{\"text\":\"a\"]",
            "byte 12: not JSON: ']' where '}' was due",
            "[{\"text\":[\"a\"}]",
            "byte 13: not JSON: '}' where ']' was due",
            "[".repeat(2000),
            "byte 1001: nested deeper than 1000");
    causes.forEach(
        (text, cause) ->
            assertThatThrownBy(() -> shown("a.json", text))
                .isInstanceOf(CorruptFileException.class)
                .hasMessage("a.json: " + cause));
  }

  /** JSON of any shape, its strings full of what means something outside of them. */
  private static String value(Random random, int depth, String blank) {
    return switch (random.nextInt(depth > 4 ? 3 : 5)) {
      case 0 -> Integer.toString(random.nextInt(100));
      case 1 -> "null";
      case 2 -> string(random);
      case 3 ->
          IntStream.range(0, random.nextInt(3))
              .mapToObj(i -> value(random, depth + 1, blank) + blank)
              .collect(Collectors.joining(",", "[", "]"));
      default ->
          IntStream.range(0, random.nextInt(3))
              .mapToObj(i -> blank + "\"k" + i + "\":" + value(random, depth + 1, blank))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  private static String string(Random random) {
    String[] parts = {"[", "]", "{", "}", ",", "\\\"", "\\\\", "\\n", "é", "word ", "\\u005d"};
    return IntStream.range(0, random.nextInt(40))
        .mapToObj(i -> parts[random.nextInt(parts.length)])
        .collect(Collectors.joining("", "\"", "\""));
  }

  @Test
  void next_randomArrays_giveTheRowsOfTheirLines() throws IOException {
    Random random = new Random(28);
    for (int round = 0; round < 400; round++) {
      List<String> elements = new ArrayList<>();
      for (int i = random.nextInt(20); i > 0; i--) {
        String text = random.nextInt(8) == 0 ? "7" : string(random);
        elements.add("{\"text\": " + text + ", \"m\": " + value(random, 0, " ") + "}");
      }
      String[] blanks = {"", " ", "\n", "\r\n  ", "\t\n\n"};
      String blank = blanks[random.nextInt(blanks.length)];
      String array = "[" + blank + String.join(blank + "," + blank, elements) + blank + "]";
      array = random.nextBoolean() ? array : array.replace(": ", ":" + blank);

      assertThat(Reading.show(Reading.all(Reading.write(folder.resolve("a.json"), array))))
          .map(JsonlReaderTest::withoutPlace)
          .isEqualTo(
              shown("a.jsonl", String.join("\n", elements) + "\n").stream()
                  .map(JsonlReaderTest::withoutPlace)
                  .toList());
    }
  }

  private static String withoutPlace(String row) {
    return row.replaceAll("offset=\\d+|bytes=\\d+", "");
  }
}
