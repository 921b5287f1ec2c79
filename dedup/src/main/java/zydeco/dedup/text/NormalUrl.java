package zydeco.dedup.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** URLs in a form in which two that lead to one page are equal. */
public final class NormalUrl {
  private static final Pattern SCHEME = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*://");
  private static final Pattern TRACKING =
      Pattern.compile("(^|&)(utm_[a-z]+|gclid|fbclid|msclkid)=[^&]*");

  private NormalUrl() {}

  /**
   * The URL without scheme, user, {@code www.}, the ports 80 and 443, fragment, tracking parameters
   * and a slash at the end, the host in lower case; null where the URL is null or has no more.
   */
  public static String of(String url) {
    if (url == null || url.isBlank()) {
      return null;
    }
    String rest = SCHEME.matcher(url.strip()).replaceFirst("");
    rest = before(rest, '#');
    int hostEnd = 0;
    while (hostEnd < rest.length() && "/?".indexOf(rest.charAt(hostEnd)) < 0) {
      hostEnd++;
    }
    String path = before(rest.substring(hostEnd), '?');
    String query = rest.substring(hostEnd + path.length());
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    String normal = host(rest.substring(0, hostEnd)) + path + query(query);
    return normal.isEmpty() ? null : normal;
  }

  private static String host(String host) {
    String bare = host.substring(host.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    bare = bare.replaceFirst("^www\\.", "").replaceFirst(":(80|443)?$", "");
    return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
  }

  private static String query(String query) {
    if (query.length() < 2) {
      return "";
    }
    String kept = TRACKING.matcher(query.substring(1)).replaceAll("").replaceFirst("^&", "");
    return kept.isEmpty() ? "" : "?" + kept;
  }

  private static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }
}
