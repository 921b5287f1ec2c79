package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainContentTest {
  private static final String PARAGRAPH =
      "The river rose for three days, and on the fourth, when the rain had stopped, it came over "
          + "the wall at the mill. Nobody was hurt, the miller said, but the flour was lost. ";
  private static final String LINKS =
      "<li><a href='/a'>The weather, today</a><li><a href='/b'>The weather, tomorrow</a>"
          + "<li><a href='/c'>All our letters, and yours</a>";

  private static String text(String html) throws IOException {
    return HtmlText.of(html.getBytes(StandardCharsets.UTF_8), "utf-8", true).text();
  }

  private static String article(String more) {
    return "<p>%s</p><p>%s</p>%s<p>%s</p>".formatted(PARAGRAPH, PARAGRAPH, more, PARAGRAPH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a list of links        | <ul>LINKS</ul>",
        "a box of links         | <div>LINKS</div>",
        "a box of a class       | <div class='related-posts'><p>Read on, please, for more.</p></div>",
        "an id                  | <div id='comments'><p>I, too, was there. It was awful.</p></div>",
        "a role                 | <div role='search'><p>What, then, do you look for?</p></div>",
        "what is not seen       | <div style='display: none'><p>Not, for now, to be read.</p></div>",
        "a caption              | <figure><figcaption>The mill, on Monday.</figcaption></figure>",
        "what every page leaves | <aside><p>Our shop, now open, sells mills.</p></aside>",
      })
  void of_furnitureAmongParagraphs_isLeftOut(String what, String furniture) throws IOException {
    String html = article(furniture.replace("LINKS", LINKS));

    assertThat(text("<body><div class='text'>" + html + "</div>"))
        .as(what)
        .isEqualTo(text("<body><div class='text'>" + article("") + "</div>"))
        .hasLineCount(3);
  }

  @Test
  void of_pageWithColumns_isTheArticleWithWhatLeadsToIt() throws IOException {
    String lead =
        "Water stood in the mill, the first time since it was built, and flour was lost. ";
    String html =
        "<body><div id='top'><ul>%s</ul></div><div class='page'><div class='left'><ul>%s</ul></div>"
                .formatted(LINKS, LINKS)
            + "<article><div class='intro'><p>%s</p></div><div class='text'>%s</div></article>"
                .formatted(lead + lead, article(""))
            + "<div class='comment-list'><p>%s</p></div></div>".formatted(PARAGRAPH);

    assertThat(text(html).lines().toList())
        .containsExactly(
            (lead + lead).strip(), PARAGRAPH.strip(), PARAGRAPH.strip(), PARAGRAPH.strip());
  }

  @Test
  void of_articleWhoseClassSaysFurniture_isFoundWhenClassesAreNotTrusted() throws IOException {
    String html = "<body><div class='widget'>" + article("") + "</div><ul>" + LINKS + "</ul>";

    assertThat(text(html)).hasLineCount(3).doesNotContain("weather");
  }

  @Test
  void of_pageWithoutContent_isAllItsText() throws IOException {
    assertThat(text("<body><p>Gone.</p>")).isEqualTo("Gone.");
    assertThat(text("<body><script>x()</script>")).isEmpty();
    assertThat(text("")).isEmpty();
    assertThat(text("<frameset><frame src='x'></frameset>")).isEmpty();
  }

  @Test
  void of_partsOfEqualWeight_areReadTogether() throws IOException {
    String part = "<div class='section'>" + article("") + "</div>";

    assertThat(text("<body><div id='main'>" + part.repeat(5) + "</div><ul>" + LINKS + "</ul>"))
        .hasLineCount(15);
  }

  @Test
  void of_deepWideAndOddPages_isFound() throws IOException {
    List<String> pages =
        List.of(
            "<div>".repeat(50_000) + article(""),
            "<ul><li>".repeat(25_000) + article(""),
            article("<b><i>").repeat(5_000),
            "<div>" + article("</div><div>").repeat(10_000),
            "<p class='" + "x-".repeat(1 << 18) + "'>" + article(""));

    for (String page : pages) {
      assertThat(text("<body>" + page)).contains("The river rose");
    }
  }
}
