package zydeco.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static ObjectNode hostile() {
    ObjectNode report = Json.object().put("recipe", "\"><script>x</script>").put("schema", 1);
    report.putArray("samples").addObject().put("text", SampleBuild.HOSTILE).put("source", "<b>");
    return report;
  }

  @Test
  void render_hostileText_addsNoElementAndComesBackAsItWas() throws IOException {
    Document page = Jsoup.parse(ReportPage.render(hostile()));
    Document plain = Jsoup.parse(ReportPage.render(Json.object().put("recipe", "plain")));
    assertThat(page.getAllElements().eachAttr("tag")).isEmpty();
    assertThat(page.getAllElements()).hasSameSizeAs(plain.getAllElements());
    assertThat(page.select("script")).hasSize(3);
    assertThat(page.select("img, b")).isEmpty();
    String data = page.getElementById("report").data();
    assertThat(new JsonMapper().readTree(data)).isEqualTo(hostile());
  }

  @Test
  void render_policy_namesTheHashesOfBothScriptsAndNothingElse() throws NoSuchAlgorithmException {
    Document page = Jsoup.parse(ReportPage.render(hostile()));
    String policy = page.selectFirst("meta[http-equiv]").attr("content");
    StringBuilder hashes = new StringBuilder();
    for (Element script : page.select("script:not([type])")) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(script.data().getBytes(StandardCharsets.UTF_8));
      hashes.append(" 'sha256-").append(Base64.getEncoder().encodeToString(digest)).append("'");
    }
    assertThat(policy).startsWith("default-src 'none'; script-src" + hashes + ";");
  }

  @Test
  void render_page_loadsNothingAndIsSmall() {
    String html = ReportPage.render(hostile());
    Document page = Jsoup.parse(html);
    assertThat(page.select("[src], link[href], [onclick], [onload], iframe, object")).isEmpty();
    assertThat(html.length()).isLessThan(1_000_000);
  }

  @Test
  void scripts_own_neverMakeMarkupOfText() throws IOException {
    for (String name : new String[] {"page.js", "charts.js", "copies.js", "report.js"}) {
      try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .doesNotContain(
                "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
      }
    }
  }
}
