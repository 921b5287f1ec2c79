package zydeco.pipeline.corpus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/**
 * What an HTML page is about, without its menus, boxes and comments.
 *
 * <p>After Arc90's Readability: runs of text give points to the elements around them, more where
 * they are long and have marks, fewer where they are links; the element with the most points holds
 * the content. What stands in it and looks like furniture, by its links or its class, goes;
 * paragraphs before it that lead to it come along. Where that leaves little text, the page is read
 * again with more trust in it.
 */
final class MainContent {
  private static final int SHORTEST_RUN = 25;
  private static final int SHORTEST_LEAD = 100;

  /** Characters of a content that is taken without a second look. */
  private static final int ENOUGH = 400;

  /** An element whose class says furniture goes where it is at most this share of the content. */
  private static final double SMALL_SHARE = 0.4;

  private static final int LEVELS = 5;

  private static final Pattern FURNITURE =
      Pattern.compile(
          "(?:^|[-_ ])(?:ads?|adv|nav|rss|meta|tags?|tools?|skip|share|byline|more|cta)(?:$|[-_ ])"
              + "|advert|also-|banner|breadcrumb|combx|comment|communit|consent|cookie|copyright"
              + "|disqus|footer|gdpr|invisible|latest|legends|login|masthead|menu|modal|most-|navbar"
              + "|navi|newsletter|noprint|outbrain|overlay|pager|pagination|popular|popup|print"
              + "|promo|read-?more|recommend|register|related|remark|repl(?:y|ies)|respond"
              + "|screen-reader|search|share-|sharedaddy|sharing|shoutbox|sidebar|signup|similar"
              + "|skyscraper|social|sponsor|sr-only|subscri|supplement|taboola|teaser|toolbar"
              + "|trending|upsell|visually|widget",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CONTENT =
      Pattern.compile(
          "article|blog|body|column|content|entry|main|page|post|shadow|story|text",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern UNSEEN =
      Pattern.compile("display\\s*:\\s*none|visibility\\s*:\\s*hidden", Pattern.CASE_INSENSITIVE);
  private static final Set<String> ROLES =
      Set.of(
          "alert",
          "alertdialog",
          "banner",
          "complementary",
          "contentinfo",
          "dialog",
          "form",
          "menu",
          "menubar",
          "navigation",
          "search");

  /** Their text gives its points to the element around them. */
  private static final Set<String> PARTS =
      Set.of(
          "blockquote",
          "dd",
          "dt",
          "figcaption",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "li",
          "p",
          "pre",
          "td",
          "th");

  private static final Set<String> WHOLES = Set.of("article", "body", "html", "main");
  private static final Set<String> SECTIONS = Set.of("article", "main", "section");
  private static final Set<String> LISTS = Set.of("ol", "ul");
  private static final Set<String> BOXES =
      Set.of("div", "fieldset", "form", "ol", "section", "table", "ul");

  /**
   * What to read of a page.
   *
   * @param kept in the order of the page
   * @param dropped elements in them that are no content
   */
  record Choice(List<Element> kept, Set<Node> dropped) {}

  /** What classes and ids that say furniture are good for, from reading to reading. */
  private enum Trust {
    /** Such elements are not read. */
    LITTLE,
    /** They are read, give few points, and go where the content is another one. */
    SOME,
    /** They are elements like others. */
    FULL
  }

  /** What stands in an element, in characters whose blanks are collapsed. */
  private static final class Content {
    int characters;
    int inLinks;
    int marks;
    int items;
    int paragraphs;
    double points = Double.NaN;

    void add(Content inner) {
      characters += inner.characters;
      inLinks += inner.inLinks;
      marks += inner.marks;
      items += inner.items;
      paragraphs += inner.paragraphs;
    }

    double linkDensity() {
      return characters == 0 ? 0 : (double) inLinks / characters;
    }

    boolean hasPoints() {
      return !Double.isNaN(points);
    }
  }

  private final Element body;
  private final Trust trust;
  private final Map<Element, Content> contents = new LinkedHashMap<>();
  private final Set<Node> dropped = Collections.newSetFromMap(new IdentityHashMap<>());

  private MainContent(Element body, Trust trust) {
    this.body = body;
    this.trust = trust;
  }

  /** The main content of a page; null where nothing in it reads like one. */
  static Choice of(Document page) {
    Choice best = null;
    int most = 0;
    for (Trust trust : Trust.values()) {
      MainContent reading = new MainContent(page.body(), trust);
      List<Element> kept = reading.choose();
      int left = 0;
      for (Element element : kept) {
        left += reading.clean(element);
      }
      if (left > most) {
        most = left;
        best = new Choice(kept, reading.dropped);
      }
      if (left >= ENOUGH) {
        break;
      }
    }
    return best;
  }

  private Content of(Element element) {
    return contents.computeIfAbsent(element, e -> new Content());
  }

  private List<Element> choose() {
    NodeTraversor.filter(new Reading(), body);
    Element top = body;
    double most = 0;
    for (Map.Entry<Element, Content> entry : contents.entrySet()) {
      Content content = entry.getValue();
      content.points *= 1 - content.linkDensity();
      if (content.points > most) {
        most = content.points;
        top = entry.getKey();
      }
    }
    return around(wider(shared(top, most)));
  }

  /** The element around the top one and three others nearly as good, if there is one. */
  private Element shared(Element top, double most) {
    Map<Element, Integer> below = new IdentityHashMap<>();
    for (Map.Entry<Element, Content> entry : contents.entrySet()) {
      if (entry.getKey() != top && entry.getValue().points >= 0.75 * most) {
        int level = 0;
        for (Element e = entry.getKey(); e != null && level < 4 * LEVELS; e = e.parent()) {
          below.merge(e, 1, Integer::sum);
          level++;
        }
      }
    }
    for (Element e = top.parent(); e != null && e != body.parent(); e = e.parent()) {
      if (below.getOrDefault(e, 0) >= 3) {
        return e;
      }
    }
    return top;
  }

  /** An element around it that has more points, or holds nothing else. */
  private Element wider(Element chosen) {
    Element top = chosen;
    double last = points(top);
    double least = last / 3;
    for (Element e = top.parent(); inside(e); e = e.parent()) {
      double points = points(e);
      if (points > last) {
        top = e;
        break;
      }
      if (points != 0 && points < least) {
        break;
      }
      last = points == 0 ? last : points;
    }
    while (inside(top.parent()) && top.parent().childrenSize() == 1) {
      top = top.parent();
    }
    return top;
  }

  private boolean inside(Element element) {
    return element != null && element != body && element != body.parent();
  }

  private double points(Element element) {
    Content content = contents.get(element);
    return content == null || !content.hasPoints() ? 0 : content.points;
  }

  /** The top element with the siblings that belong to it and the leads before them. */
  private List<Element> around(Element top) {
    if (!inside(top)) {
      return List.of(top);
    }
    List<Element> kept = leads(top.parent());
    double least = Math.max(10, 0.2 * points(top));
    boolean before = true;
    for (Element e : top.parent().children()) {
      before &= e != top;
      if (e == top || contents.containsKey(e) && (before && lead(e) || sibling(e, top, least))) {
        kept.add(e);
      }
    }
    return kept;
  }

  /** Blocks of text that stand before the content, below the same article. */
  private List<Element> leads(Element parent) {
    List<Element> leads = new ArrayList<>();
    Element e = parent;
    for (int level = 1; level < LEVELS && inside(e) && !WHOLES.contains(e.normalName()); level++) {
      if (!inside(e.parent())) {
        break;
      }
      List<Element> before = e.parent().children().subList(0, e.elementSiblingIndex());
      leads.addAll(0, before.stream().filter(this::lead).toList());
      e = e.parent();
    }
    return leads;
  }

  private boolean lead(Element element) {
    Content content = contents.get(element);
    String name = element.normalName();
    return content != null
        && content.characters >= SHORTEST_LEAD
        && content.linkDensity() <= 0.1
        && content.marks > 0
        && !name.equals("ul")
        && !name.equals("form")
        && !name.equals("table")
        && weight(element) >= 0;
  }

  private boolean sibling(Element element, Element top, double least) {
    Content content = of(element);
    boolean alike = !top.className().isEmpty() && element.className().equals(top.className());
    if (content.points + (alike ? 0.2 * points(top) : 0) >= least) {
      return true;
    }
    return element.normalName().equals("p")
        && (content.characters > 80
            ? content.linkDensity() < 0.25
            : content.inLinks == 0 && content.marks > 0);
  }

  /** Drops what is no content, and tells how many characters are left. */
  private int clean(Element root) {
    int[] left = {of(root).characters};
    NodeFilter cleaning =
        (node, depth) -> {
          if (node == root || !(node instanceof Element element) || dropped.contains(element)) {
            return NodeFilter.FilterResult.CONTINUE;
          }
          Content content = contents.get(element);
          if (content == null || !furniture(element, content, of(root).characters)) {
            return NodeFilter.FilterResult.CONTINUE;
          }
          dropped.add(element);
          left[0] -= content.characters;
          return NodeFilter.FilterResult.SKIP_ENTIRELY;
        };
    NodeTraversor.filter(cleaning, root);
    return left[0];
  }

  private boolean furniture(Element element, Content content, int whole) {
    String name = element.normalName();
    if (name.equals("figcaption")
        || trust != Trust.FULL
            && content.characters < SMALL_SHARE * whole
            && !WHOLES.contains(name)
            && FURNITURE.matcher(element.className() + " " + element.id()).find()) {
      return true;
    }
    if (!BOXES.contains(name)) {
      return false;
    }
    int weight = weight(element);
    if (weight < 0) {
      return true;
    }
    boolean list = LISTS.contains(name);
    return content.marks < 10
        && (!list && content.items - 100 > Math.max(0, content.paragraphs)
            || !list && content.characters < SHORTEST_RUN && content.inLinks > 0
            || content.linkDensity() > (weight > 0 ? 0.5 : 0.2));
  }

  /** Points for what an element's class and id say it is. */
  private int weight(Element element) {
    if (trust == Trust.FULL) {
      return 0;
    }
    int weight = 0;
    for (String name : List.of(element.className(), element.id())) {
      if (!name.isEmpty()) {
        weight += CONTENT.matcher(name).find() ? 25 : 0;
        weight -= FURNITURE.matcher(name).find() ? 25 : 0;
      }
    }
    return weight;
  }

  /** Counts what stands in each element, drops what is never content, and gives the points. */
  private final class Reading implements NodeFilter {
    private final Deque<Element> blocks = new ArrayDeque<>();
    private final Content run = new Content();
    private int sections;
    private int links;

    @Override
    public FilterResult head(Node node, int depth) {
      if (node instanceof TextNode text) {
        count(text.getWholeText());
      } else if (node instanceof Element element) {
        return enter(element);
      }
      return FilterResult.CONTINUE;
    }

    private FilterResult enter(Element element) {
      String name = element.normalName();
      boolean ownHeader = sections > 0 && name.equals("header");
      if (HtmlText.isDropped(name) && !ownHeader || hidden(element) || unlikely(element)) {
        dropped.add(element);
        return FilterResult.SKIP_ENTIRELY;
      }
      of(element);
      if (HtmlText.isBlock(name)) {
        endRun();
        blocks.push(element);
      }
      sections += SECTIONS.contains(name) ? 1 : 0;
      links += isLink(element) ? 1 : 0;
      return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
      if (node instanceof Element element) {
        leave(element);
      }
      return FilterResult.CONTINUE;
    }

    private void leave(Element element) {
      String name = element.normalName();
      if (HtmlText.isBlock(name)) {
        endRun();
        blocks.pop();
      }
      sections -= SECTIONS.contains(name) ? 1 : 0;
      links -= isLink(element) ? 1 : 0;
      Content content = of(element);
      content.paragraphs += name.equals("p") ? 1 : 0;
      content.items += name.equals("li") ? 1 : 0;
      if (element != body) {
        of(element.parent()).add(content);
      }
    }

    private boolean isLink(Element element) {
      return element.normalName().equals("a") && element.hasAttr("href");
    }

    private boolean hidden(Element element) {
      return element.hasAttr("hidden")
          || element.attr("aria-hidden").equals("true")
          || UNSEEN.matcher(element.attr("style")).find()
          || ROLES.contains(element.attr("role"));
    }

    private boolean unlikely(Element element) {
      String name = element.normalName();
      if (trust != Trust.LITTLE || WHOLES.contains(name) || name.equals("a")) {
        return false;
      }
      String names = element.className() + " " + element.id();
      return names.length() > 1
          && FURNITURE.matcher(names).find()
          && !CONTENT.matcher(names).find();
    }

    private void count(String text) {
      int characters = 0;
      boolean blank = true;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean space = Character.isWhitespace(c) || c == '\u00a0';
        characters += space && blank ? 0 : 1;
        blank = space;
        run.marks += ".,\u3001\u3002\uff0c\u060c\ufe50".indexOf(c) >= 0 ? 1 : 0;
      }
      run.characters += characters;
      run.inLinks += links > 0 ? characters : 0;
    }

    /** A run of text ends where a block begins or ends; it belongs to the innermost block. */
    private void endRun() {
      if (!blocks.isEmpty()) {
        Element block = blocks.peek();
        of(block).add(run);
        if (run.characters >= SHORTEST_RUN) {
          double points = 1 + run.marks + Math.min(run.characters / 100, 3);
          give(points * (1 - run.linkDensity()), block);
        }
      }
      run.characters = 0;
      run.inLinks = 0;
      run.marks = 0;
    }

    private void give(double points, Element block) {
      Element around = PARTS.contains(block.normalName()) ? block.parent() : block;
      for (int level = 0; level < LEVELS && around != body.parent(); level++) {
        Content content = of(around);
        if (!content.hasPoints()) {
          content.points = initial(around.normalName()) + weight(around);
        }
        content.points += points / (level < 2 ? level + 1 : 3 * level);
        around = around.parent();
      }
    }

    private double initial(String name) {
      return switch (name) {
        case "article", "div", "main", "section" -> 5;
        case "blockquote", "pre", "td" -> 3;
        case "address", "dd", "dl", "dt", "form", "li", "ol", "ul" -> -3;
        case "h1", "h2", "h3", "h4", "h5", "h6", "th" -> -5;
        default -> 0;
      };
    }
  }
}
