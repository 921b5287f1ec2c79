package zydeco.filters.url;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Parts of URLs as they are found in the wild, which may be no URLs by any standard. */
public final class Hosts {
  private Hosts() {}

  /** The host in lower case, without user, port and the dot at its end; null where it is empty. */
  public static String of(String url) {
    String rest = withoutScheme(url);
    int end = 0;
    while (end < rest.length() && "/?#\\".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(0, end);
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']') + 1) : host.indexOf(':');
    host = colon < 0 ? host : host.substring(0, colon);
    while (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    return host.isEmpty() ? null : host.toLowerCase(Locale.ROOT);
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
      if (!letter && (i == 0 || !(c >= '0' && c <= '9') && "+-.".indexOf(c) < 0)) {
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
