package zydeco.jobs.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;
import zydeco.pipeline.run.BuildException;

/**
 * The readable text of an HTML page: its main part, one line a block, spaces collapsed outside of
 * {@code pre}.
 */
final class PageText {
  private static final Set<String> CHROME_TAGS =
      Set.of(
          "script",
          "style",
          "noscript",
          "nav",
          "header",
          "footer",
          "button",
          "input",
          "form",
          "template");
  private static final Set<String> CHROME_CLASSES =
      Set.of("topNav", "bottomNav", "subNav", "skipNav", "navPadding", "legalCopy");
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "section",
          "article",
          "main",
          "body",
          "ul",
          "ol",
          "li",
          "dl",
          "dt",
          "dd",
          "table",
          "caption",
          "tr",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "pre",
          "blockquote",
          "br",
          "hr");

  private PageText() {}

  /** The texts of the pages, in their order; worked out on all cores. */
  static List<String> of(List<Page> pages) {
    return pages.parallelStream().map(PageText::of).toList();
  }

  static String of(Page page) {
    Document document = parsed(page);
    Element main = document.selectFirst("main");
    Lines lines = new Lines();
    NodeTraversor.filter(lines, main == null ? document.body() : main);
    return lines.text();
  }

  private static Document parsed(Page page) {
    try {
      return Jsoup.parse(new ByteArrayInputStream(page.html()), null, page.url());
    } catch (IOException e) {
      throw new BuildException("Cannot read " + page.url() + ": " + e.getMessage(), e);
    }
  }

  private static final class Lines implements NodeFilter {
    private final StringBuilder text = new StringBuilder();
    private int preformatted;

    @Override
    public FilterResult head(Node node, int depth) {
      if (node instanceof TextNode words) {
        append(words);
      } else if (node instanceof Element element) {
        if (isChrome(element)) {
          return FilterResult.SKIP_ENTIRELY;
        }
        begin(element.normalName());
      }
      return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
      if (node instanceof Element element && BLOCKS.contains(element.normalName())) {
        preformatted -= element.normalName().equals("pre") ? 1 : 0;
        endLine();
      }
      return FilterResult.CONTINUE;
    }

    private static boolean isChrome(Element element) {
      return CHROME_TAGS.contains(element.normalName())
          || CHROME_CLASSES.contains(element.className());
    }

    private void begin(String tag) {
      if (BLOCKS.contains(tag)) {
        endLine();
      } else if (tag.equals("td") || tag.equals("th")) {
        space();
      }
      preformatted += tag.equals("pre") ? 1 : 0;
    }

    private void append(TextNode words) {
      if (preformatted > 0) {
        text.append(words.getWholeText().replace("\r", ""));
        return;
      }
      String whole = words.getWholeText();
      for (int i = 0; i < whole.length(); i++) {
        char c = whole.charAt(i);
        if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
          space();
        } else if (c != '\u200b' && c != '\u00ad') {
          text.append(c);
        }
      }
    }

    private void space() {
      int length = text.length();
      if (length > 0 && text.charAt(length - 1) != ' ' && text.charAt(length - 1) != '\n') {
        text.append(' ');
      }
    }

    private void endLine() {
      int length = text.length();
      while (length > 0 && text.charAt(length - 1) == ' ') {
        text.setLength(--length);
      }
      if (length > 0 && text.charAt(length - 1) != '\n') {
        text.append('\n');
      }
    }

    private String text() {
      return text.toString().strip();
    }
  }
}
