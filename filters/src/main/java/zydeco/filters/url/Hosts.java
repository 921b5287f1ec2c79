package zydeco.filters.url;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import zydeco.filters.bytes.Characters;

/** Parts of URLs as they are found in the wild, which may be no URLs by any standard. */
public final class Hosts {
  private Hosts() {}

  /**
   * The host in lower case, without user, port, blanks around it and dots at its end; null where it
   * is empty. The full stops of East Asian scripts are dots, as in tldextract. A backslash ends it.
   */
  public static String of(String url) {
    String rest = withoutScheme(url);
    int end = 0;
    while (end < rest.length() && "/?#\\".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(0, end);
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int bracket = host.startsWith("[") ? host.indexOf(']') : -1;
    if (bracket >= 0) {
      return host.substring(0, bracket + 1).toLowerCase(Locale.ROOT);
    }
    int colon = host.indexOf(':');
    host = withoutBlanks(colon < 0 ? host : host.substring(0, colon));
    host = host.replace('\u3002', '.').replace('\uFF0E', '.').replace('\uFF61', '.');
    while (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    return host.isEmpty() ? null : host.toLowerCase(Locale.ROOT);
  }

  private static String withoutBlanks(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && Characters.is(text.charAt(from), Characters.SPACE)) {
      from++;
    }
    while (to > from && Characters.is(text.charAt(to - 1), Characters.SPACE)) {
      to--;
    }
    return text.substring(from, to);
  }

  private static String withoutScheme(String url) {
    int slashes = url.indexOf("//");
    boolean scheme =
        slashes >= 0
            && (slashes == 0 || url.charAt(slashes - 1) == ':' && isScheme(url, slashes - 1));
    return scheme ? url.substring(slashes + 2) : url;
  }

  private static boolean isScheme(String url, int length) {
    for (int i = 0; i < length; i++) {
      char c = url.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      boolean digit = c >= '0' && c <= '9';
      if (!letter && !digit && "+-.".indexOf(c) < 0) {
        return false;
      }
    }
    return length > 0;
  }

  /**
   * The URL as it stands, and without scheme, "www." and the slash at its end, as lists have it.
   */
  static Set<String> forms(String url) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(url);
    String bare = withoutScheme(url);
    add(forms, bare);
    if (bare.regionMatches(true, 0, "www.", 0, 4)) {
      add(forms, bare.substring(4));
    }
    return forms;
  }

  private static void add(Set<String> forms, String form) {
    forms.add(form);
    if (form.endsWith("/")) {
      forms.add(form.substring(0, form.length() - 1));
    }
  }
}
