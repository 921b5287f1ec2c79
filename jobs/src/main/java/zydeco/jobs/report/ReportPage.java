package zydeco.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * report.html: one file that needs no network. The numbers and texts are data in it, never markup:
 * no {@code <} of theirs survives, scripts make text nodes of them, and the page's policy runs none
 * but the page's own scripts, by their hashes.
 */
public final class ReportPage {
  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+)}}");
  private static final Pattern ELEMENT_END =
      Pattern.compile("<(/script|!--)", Pattern.CASE_INSENSITIVE);
  private static final String[] SCRIPTS = {"page.js", "charts.js", "copies.js", "report.js"};

  private ReportPage() {}

  /** The page for a report.json as {@link ReportData} makes it. */
  public static String render(JsonNode report) {
    String library = inScript(library());
    StringBuilder script = new StringBuilder();
    for (String name : SCRIPTS) {
      script.append(own(name));
    }
    String code = inScript(script.toString());
    return fill(
        own("report.html"),
        Map.of(
            "title",
            escaped("Zydeco report: " + report.path("recipe").asText()),
            "hashes",
            "'" + hash(library) + "' '" + hash(code) + "'",
            "style",
            own("report.css"),
            "data",
            data(report),
            "library",
            library,
            "script",
            code));
  }

  private static String fill(String template, Map<String, String> parts) {
    Matcher slots = SLOT.matcher(template);
    StringBuilder page = new StringBuilder();
    while (slots.find()) {
      slots.appendReplacement(page, Matcher.quoteReplacement(parts.get(slots.group(1))));
    }
    return slots.appendTail(page).toString();
  }

  /** JSON in which no markup can begin. */
  private static String data(JsonNode report) {
    try {
      return new JsonMapper()
          .writeValueAsString(report)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes can be written", e);
    }
  }

  /** A script whose text cannot end its element; in strings, a backslash there says nothing. */
  private static String inScript(String script) {
    return ELEMENT_END.matcher(script).replaceAll("<\\\\$1");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The charting library, from its jar on the class path. */
  private static String library() {
    Properties jar = new Properties();
    String about = "/META-INF/maven/org.webjars/echarts/pom.properties";
    try (InputStream in = opened(about)) {
      jar.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + about + " from the class path", e);
    }
    return resource(
        "/META-INF/resources/webjars/echarts/"
            + jar.getProperty("version")
            + "/echarts.common.min.js");
  }

  private static String own(String name) {
    return resource("/zydeco/jobs/report/" + name);
  }

  private static String resource(String name) {
    try (InputStream in = opened(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + name + " from the class path", e);
    }
  }

  private static InputStream opened(String name) throws IOException {
    InputStream in = ReportPage.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("there is no such resource: " + name);
    }
    return in;
  }
}
