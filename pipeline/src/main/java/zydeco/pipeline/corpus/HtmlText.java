package zydeco.pipeline.corpus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/**
 * The readable text of an HTML page: one line a block, white space collapsed, {@code pre} as it is.
 * Scripts, styles, forms' controls, embedded media and the page's furniture (nav, header, footer,
 * aside) are left out. An article's own header and footer stay.
 *
 * @param text lines joined by {@code \n}
 * @param title of the page; empty where it has none
 * @param language that the page says it is in; empty where it says none
 */
record HtmlText(String text, String title, String language) {
  private static final Set<String> DROPPED =
      Set.of(
          "head",
          "script",
          "style",
          "nav",
          "header",
          "footer",
          "aside",
          "template",
          "noscript",
          "iframe",
          "object",
          "embed",
          "svg",
          "math",
          "canvas",
          "audio",
          "video",
          "button",
          "select",
          "input",
          "textarea",
          "datalist",
          "dialog",
          "map",
          "frameset");
  private static final Set<String> INLINE_BREAKS = Set.of("td", "th");
  private static final Set<String> BLOCKS =
      Set.of(
          "address",
          "article",
          "blockquote",
          "body",
          "br",
          "caption",
          "center",
          "dd",
          "details",
          "div",
          "dl",
          "dt",
          "fieldset",
          "figcaption",
          "figure",
          "form",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "hgroup",
          "header",
          "footer",
          "hr",
          "legend",
          "li",
          "main",
          "menu",
          "ol",
          "option",
          "p",
          "pre",
          "section",
          "summary",
          "table",
          "tbody",
          "tfoot",
          "thead",
          "tr",
          "ul");

  /**
   * The text of a page.
   *
   * @param charset that the HTTP header names, or null; where Java does not know it, and where it
   *     is null, the page's byte order mark or meta element tells, else it is UTF-8. Bytes that the
   *     charset does not allow become U+FFFD, as in browsers
   * @param mainContent whether boxes, comments and lists of links are left out, too, where the page
   *     has a main content
   */
  static HtmlText of(byte[] page, String charset, boolean mainContent) throws IOException {
    Document document = Jsoup.parse(new ByteArrayInputStream(page), known(charset), "");
    MainContent.Choice choice = mainContent ? MainContent.of(document) : null;
    Lines lines = new Lines(choice == null ? null : choice.dropped());
    for (Node node : choice == null ? List.of(document) : choice.kept()) {
      NodeTraversor.filter(lines, node);
    }
    Element root = document.selectFirst("html");
    return new HtmlText(lines.text(), document.title(), root == null ? "" : root.attr("lang"));
  }

  static boolean isBlock(String name) {
    return BLOCKS.contains(name);
  }

  /** Whether elements of a name are no readable text wherever they stand. */
  static boolean isDropped(String name) {
    return DROPPED.contains(name);
  }

  private static String known(String charset) {
    try {
      return charset != null && Charset.isSupported(charset) ? charset : null;
    } catch (IllegalCharsetNameException e) {
      return null;
    }
  }

  private static final class Lines implements NodeFilter {
    private final StringBuilder out = new StringBuilder();
    private boolean space;
    private int preformatted;
    private int articles;
    private final Set<Node> dropped;

    /** With the elements to leave out; null for those that every page leaves out. */
    Lines(Set<Node> dropped) {
      this.dropped = dropped;
    }

    @Override
    public FilterResult head(Node node, int depth) {
      if (node instanceof TextNode text) {
        append(text.getWholeText());
      } else if (node instanceof Element element) {
        return enter(element);
      }
      return FilterResult.CONTINUE;
    }

    private FilterResult enter(Element element) {
      String name = element.normalName();
      if (dropped == null ? isFurniture(element) : dropped.contains(element)) {
        space = true;
        return FilterResult.SKIP_ENTIRELY;
      }
      articles += name.equals("article") ? 1 : 0;
      if (BLOCKS.contains(name)) {
        breakLine();
      }
      preformatted += name.equals("pre") ? 1 : 0;
      return FilterResult.CONTINUE;
    }

    private boolean isFurniture(Element element) {
      String name = element.normalName();
      boolean own = articles > 0 && (name.equals("header") || name.equals("footer"));
      return isDropped(name) && !own || element.hasAttr("hidden");
    }

    @Override
    public FilterResult tail(Node node, int depth) {
      if (node instanceof Element element) {
        String name = element.normalName();
        preformatted -= name.equals("pre") ? 1 : 0;
        articles -= name.equals("article") ? 1 : 0;
        space |= INLINE_BREAKS.contains(name);
        if (BLOCKS.contains(name)) {
          breakLine();
        }
      }
      return FilterResult.CONTINUE;
    }

    private void append(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (preformatted > 0) {
          out.append(c);
        } else if (Character.isWhitespace(c) || c == '\u00a0') {
          space = true;
        } else {
          if (space && !atLineStart()) {
            out.append(' ');
          }
          space = false;
          out.append(c);
        }
      }
    }

    private boolean atLineStart() {
      return out.isEmpty() || out.charAt(out.length() - 1) == '\n';
    }

    private void breakLine() {
      space = false;
      if (!atLineStart()) {
        out.append('\n');
      }
    }

    String text() {
      int end = out.length();
      while (end > 0 && out.charAt(end - 1) <= ' ') {
        end--;
      }
      return out.substring(0, end);
    }
  }
}
