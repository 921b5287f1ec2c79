package zydeco.filters.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.filters.parity.SharedData;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

class UrlFilterStageTest {
  private static final String DEFAULTS =
      "domains:\nurls:\nwords:\nsoft-words:\nsoft-threshold: 2\nsubwords:\npublic-suffixes:\n"
          + "without-url: keep\n";
  @TempDir Path folder;

  private UrlFilterStage stage(String yaml) {
    Settings defaults = Settings.parse(Path.of("reference.yaml"), DEFAULTS);
    return UrlFilterStage.of(
        Settings.parse(folder.resolve("r.yaml"), yaml).withDefaults(defaults), 1);
  }

  private void list(String name, String... entries) throws IOException {
    Files.writeString(folder.resolve(name), String.join("\n", entries) + "\n");
  }

  /** Rule, value and bound, or null where the URL passes. */
  private static String judged(UrlFilterStage stage, String url) {
    Columns columns = new Columns(List.of());
    try (Judge judge = stage.open(columns)) {
      Document document = new Document("s", null, new byte[] {'x'}, url, null, "{}");
      Verdict verdict = judge.judge(document, new Measures(columns));
      Reason reason = verdict instanceof Verdict.Drop drop ? drop.reason() : null;
      return reason == null
          ? "-"
          : reason.rule() + " " + (long) reason.value() + " " + reason.bound();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://bad.com/x, domain 1 not 'bad.com' of domains.txt",
    "http://www.BAD.com:8080/x, domain 1 not 'bad.com' of domains.txt",
    "https://user@a.b.bad.com./, domain 1 not 'bad.com' of domains.txt",
    "https://notbad.com/, -",
    "https://bad.com.org/, -",
    "https://ok.org/?u=bad.com, -",
    "https://ok.org/page/, url 1 not 'ok.org/page' of urls.txt",
    "https://ok.org/page2, -",
    "https://x.org/casino-now, word 1 not 'casino' of words.txt",
    "https://x.org/casinos, -",
    "https://x.org/anus, -",
    "https://x.org/anus_apeshit, soft-words 2 not 'anus apeshit' of soft.txt",
    "https://x.org/2-girls1/Cup, subword 1 not '2girls1cup' of subwords.txt",
    "'', -"
  })
  void judge_url_isHeldAgainstEachList(String url, String expected) throws IOException {
    list("domains.txt", "# a comment", "bad.com", "Deep.Example.org");
    list("urls.txt", "ok.org/page");
    list("words.txt", "casino", "#mong");
    list("soft.txt", "anus", "apeshit");
    list("subwords.txt", "2 girls 1 cup");
    UrlFilterStage stage =
        stage(
            "domains: [domains.txt]\nurls: [urls.txt]\nwords: [words.txt]\n"
                + "soft-words: [soft.txt]\nsubwords: [subwords.txt]\n");
    assertThat(judged(stage, url)).isEqualTo(expected);
  }

  @Test
  void judge_publicSuffixesKnown_domainIsTheRegisteredOne() throws IOException {
    list(
        "psl.txt",
        "// list",
        "com",
        "co.uk",
        "uk",
        "*.ck",
        "!www.ck",
        "// ===BEGIN PRIVATE DOMAINS===",
        "blogspot.com");
    list("domains.txt", "bad.co.uk", "sub.ok.com", "a.b.ck", "www.ck", "blogspot.com");
    UrlFilterStage stage = stage("domains: [domains.txt]\npublic-suffixes: psl.txt\n");
    assertThat(judged(stage, "http://x.y.bad.co.uk/")).startsWith("domain");
    assertThat(judged(stage, "http://sub.ok.com/")).startsWith("subdomain");
    assertThat(judged(stage, "http://x.sub.ok.com/")).isEqualTo("-");
    assertThat(judged(stage, "http://c.a.b.ck/")).startsWith("domain");
    assertThat(judged(stage, "http://c.www.ck/")).startsWith("domain");
    assertThat(judged(stage, "http://me.blogspot.com/")).startsWith("domain");
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil\u3002com/, domain",
    "http://www\uFF0Eevil\uFF61com\u3002/x, domain",
    "http://Evil.COM:80/, domain",
    "http:// evil.com\u00A0/, domain",
    "http://..evil.com/, domain",
    "http://sub.good.com/, subdomain",
    "http://.sub.good.com/, -",
    "http://good.com/, -",
    "http://1.2.3.4/, -",
    "http://9.1.2.3.4/, -",
    "http://[::1]/, -",
    "http://[::1]:80/, -",
    "http://[x].evil.com/, -",
    "http://co.uk/, -",
    "http://x.co.uk/, -",
    "http://tld-only/, -",
    "http://a.tld-only/, -",
    "http://no.suffix/, -",
    "http://ck/, -",
    "http://foo.ck/, -",
    "http://a.foo.ck/, domain",
    "http://b.a.foo.ck/, domain",
    "http://x..com/, -",
    "http://a.xn--e1afmkfd.xn--p1ai/, domain",
    "1http://evil.com/, domain"
  })
  void judge_publicSuffixesKnown_hostsAsTldextractHasThem(String url, String rule)
      throws IOException {
    list("psl.txt", "com", "uk", "co.uk", "*.ck", "!www.ck", "\u0440\u0444");
    list(
        "domains.txt",
        "evil.com",
        "sub.good.com",
        "1.2.3.4",
        "[::1]",
        "[x].evil.com",
        "co.uk",
        "tld-only",
        "no.suffix",
        "ck",
        "foo.ck",
        "a.foo.ck",
        ".com",
        "xn--e1afmkfd.xn--p1ai");
    UrlFilterStage stage = stage("domains: [domains.txt]\npublic-suffixes: psl.txt\n");
    assertThat(judged(stage, url).split(" ")[0]).isEqualTo(rule);
  }

  @Test
  void judge_publicSuffixesKnown_registeredDomainOnAnyListBeforeTheHost() throws IOException {
    list("psl.txt", "uk", "co.uk");
    list("one.txt", "a.x.co.uk");
    list("two.txt", "x.co.uk");
    UrlFilterStage stage = stage("domains: [one.txt, two.txt]\npublic-suffixes: psl.txt\n");
    assertThat(judged(stage, "http://a.x.co.uk/")).isEqualTo("domain 1 not 'x.co.uk' of two.txt");
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil\u3002com/, domain 1 not 'evil.com' of domains.txt",
    "http://a\uFF0Eevil\uFF61com\u3002/x, domain 1 not 'evil.com' of domains.txt",
    "http://1.2.3.4:8080/x, domain 1 not '1.2.3.4' of domains.txt",
    "http://1.2.3.5/, -",
    "http://[::1]:80/, domain 1 not '[::1]' of domains.txt",
    "http://a.co.uk/, domain 1 not 'co.uk' of domains.txt"
  })
  void judge_noPublicSuffixes_addressesAndSuffixesAreEntriesToo(String url, String expected)
      throws IOException {
    list("domains.txt", "evil.com", "1.2.3.4", "[::1]", "co.uk");
    assertThat(judged(stage("domains: [domains.txt]\n"), url)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"domains", "urls", "words", "soft-words", "subwords", "public-suffixes"})
  void of_listWithoutEntryOrWithByteZero_isRefusedByItsKey(String key) throws IOException {
    list("good.txt", "bad.com");
    String yaml = (key.equals("domains") ? "" : "domains: [good.txt]\n") + key + ": ";
    list("list.txt", key.equals("public-suffixes") ? "// com" : "# comments", "", "  ");
    Files.createFile(folder.resolve("empty"));
    for (String name : List.of("list.txt", "empty")) {
      assertThatThrownBy(() -> stage(yaml + name + "\n"))
          .isInstanceOf(RecipeException.class)
          .hasMessageContaining(
              key + ": Cannot read the lists: the list " + name + " has no entry.");
    }
    Files.write(folder.resolve("binary"), new byte[] {'a', '\n', 'b', 0, 'c'});
    assertThatThrownBy(() -> stage(yaml + "binary\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(key + ": Cannot read the lists: the list binary is no text");
    write("a.tar.gz", tar("x/domains", new byte[] {'\n', ' '}), "gz");
    assertThatThrownBy(() -> stage(yaml + "a.tar.gz!x/domains\n"))
        .hasMessageContaining("the list a.tar.gz!x/domains has no entry.");
  }

  @Test
  void of_listsThatAreNotUtf8_areRead() throws IOException {
    byte[] list = "# caf\u00E9\nbad.com\nm\u00FCll.de\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve("latin.txt"), list);
    assertThat(judged(stage("domains: latin.txt\n"), "http://bad.com/"))
        .isEqualTo("domain 1 not 'bad.com' of latin.txt");
    assertThat(judged(stage("urls: latin.txt\n"), "http://bad.com")).startsWith("url");
    assertThat(judged(stage("words: latin.txt\n"), "http://x.org/badcom")).startsWith("word");
  }

  @Test
  void of_listsGzippedZstandardAndInArchives_areReadAlike() throws IOException {
    byte[] list = "bad.com\nworse.org".getBytes(StandardCharsets.UTF_8);
    byte[] tar = tar("blacklists/adult/domains", list);
    write("a.gz", list, "gz");
    write("a.zst", list, "zst");
    write("a.tar", tar, "");
    write("a.tar.gz", tar, "gz");
    write("a.tar.zst", tar, "zst");
    for (String name :
        List.of(
            "a.gz",
            "a.zst",
            "a.tar!adult/domains",
            "a.tar.gz!blacklists/adult/domains",
            "a.tar.zst!adult/domains")) {
      assertThat(judged(stage("domains: ['" + name + "']\n"), "http://worse.org"))
          .isEqualTo("domain 1 not 'worse.org' of " + name);
    }
    assertThatThrownBy(() -> stage("domains: [a.tar.gz]\n")).hasMessageContaining("!MEMBER");
    assertThatThrownBy(() -> stage("domains: ['a.tar.gz!none']\n"))
        .hasMessageContaining("no member 'none'");
    assertThatThrownBy(() -> stage("domains: [none.txt]\n")).hasMessageContaining("no such file");
    assertThatThrownBy(() -> stage("domain: [a.gz]\n")).hasMessageContaining("'domains'?");
    assertThatThrownBy(() -> stage("soft-threshold: 3\n")).hasMessageContaining("no list is named");
  }

  private void write(String name, byte[] bytes, String how) throws IOException {
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        OutputStream out =
            how.equals("gz")
                ? new GZIPOutputStream(file)
                : how.equals("zst") ? new ZstdOutputStream(file) : file) {
      out.write(bytes);
    }
  }

  private static byte[] tar(String name, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String entry : List.of("blacklists/adult/usage", name)) {
      byte[] bytes = entry.equals(name) ? content : new byte[700];
      byte[] header = new byte[512];
      byte[] path = entry.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(path, 0, header, 0, path.length);
      byte[] size = String.format("%011o", bytes.length).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(size, 0, header, 124, size.length);
      header[156] = '0';
      out.write(header);
      out.write(bytes);
      out.write(new byte[(512 - bytes.length % 512) % 512]);
    }
    out.write(new byte[1024]);
    return out.toByteArray();
  }

  @Test
  void judge_aMillionDomains_exactlyThose() throws IOException {
    Random random = new Random(3);
    Set<String> blocked = new HashSet<>();
    try (var out = Files.newBufferedWriter(folder.resolve("million.txt"))) {
      while (blocked.size() < 1_000_000) {
        String domain = Long.toString(random.nextLong() >>> 24, 36) + ".net";
        if (blocked.add(domain)) {
          out.write(domain + "\n");
        }
      }
    }
    UrlFilterStage stage = stage("domains: [million.txt]\n");
    int i = 0;
    for (String domain : blocked) {
      if (i++ % 1_000 == 0) {
        assertThat(judged(stage, "https://www." + domain + "/a")).startsWith("domain");
        assertThat(judged(stage, "https://" + domain.replace(".net", ".org"))).isEqualTo("-");
      }
    }
  }

  @Test
  void judge_randomUrls_neverFailsAndAgreesWithPlainSets() throws IOException {
    list("domains.txt", "bad.com");
    list("words.txt", "sex");
    list("subwords.txt", "xxx", "xy");
    UrlFilterStage stage =
        stage("domains: [domains.txt]\nwords: [words.txt]\nsubwords: [subwords.txt]\n");
    List<String> pieces =
        List.of(
            "http", "s", ":", "//", "/", "bad.com", "sex", "x", "y", "XXX", "@", "[", "]", "?", "#",
            ".", "é", "\u0000", "😀", "a", "-", "%20", "\\", ":80");
    Random random = new Random(4);
    for (int i = 0; i < 1_000; i++) {
      StringBuilder url = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        url.append(pieces.get(random.nextInt(pieces.size())));
      }
      String verdict = judged(stage, url.toString());
      boolean word = List.of(url.toString().split("[^a-zA-Z0-9]+")).contains("sex");
      String letters = url.toString().replaceAll("[^a-zA-Z0-9]", "").toLowerCase();
      boolean subword = letters.contains("xxx") || letters.contains("xy");
      assertThat(verdict.startsWith("domain") || word || subword).isEqualTo(!verdict.equals("-"));
    }
  }

  @Test
  void judge_realListsAndUrls_asTheirOwnersWouldExpect() throws IOException {
    Path words = SharedData.require("wordlists/fineweb-url");
    Path ut1 = SharedData.require("wordlists/ut1-blacklists.tar.zst");
    UrlFilterStage stage =
        stage(
            "domains: ['"
                + ut1
                + "!bank/domains']\nurls: ['"
                + words.resolve("urls.txt.gz")
                + "']\nwords: ['"
                + words.resolve("banned_words.txt.gz")
                + "']\nsubwords: ['"
                + words.resolve("banned_subwords.txt")
                + "']\n");
    String[] first = new String[1];
    SharedData.lines(
        words.resolve("urls.txt.gz"), line -> first[0] = first[0] == null ? line : first[0]);
    assertThat(judged(stage, "https://" + first[0])).startsWith("url 1 not '" + first[0]);
    assertThat(judged(stage, "https://en.wikipedia.org/wiki/Bank")).isEqualTo("-");
    assertThat(judged(stage, "http://x.org/2girls1cup")).startsWith("subword");
  }
}
