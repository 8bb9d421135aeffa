package org.gvp.jobs.web.mask;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a secret looks like: by the name it goes by, or by its own shape. Pure functions. */
final class Secrets {
  /** What is shown instead; its length says nothing. */
  static final String MASK = "••••••";

  /** A key that has one of these in it, blanks and case apart, is a secret's. */
  private static final Pattern KEY =
      Pattern.compile(
          "passw(or)?d|passwd|passphrase|pwd|secret|token|apikey|accesskey|authorization|cookie"
              + "|credential|privatekey|sessionid|signature|cardnumber|cvv|cvc|iban"
              + "|otp$|^pin$|pincode|^auth$|^pan$");

  /** Words that have one of those in them and are none. */
  private static final Pattern NO_KEY = Pattern.compile("tokens(used|left|max)|maxtokens");

  private static final String NAME =
      "[\\w.-]*(?:passw(?:or)?d|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key"
          + "|credentials?|private[_-]?key|session[_-]?id|cvv|cvc)[\\w.-]*";

  private static final List<Pattern> WHOLE =
      List.of(
          Pattern.compile("\\beyJ[\\w-]{5,}\\.[\\w-]{5,}\\.[\\w-]*"), // a JWT
          Pattern.compile("(?s)-----BEGIN [A-Z ]+-----.*?(-----END [A-Z ]+-----|$)"), // PEM
          Pattern.compile("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"), // an AWS access key
          Pattern.compile("\\bgh[pousr]_\\w{20,}|\\bxox[abprs]-[\\w-]{10,}"));

  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b(bearer|basic|digest)\\s+[\\w.~+/=-]{6,}");

  private static final Pattern IN_URL = Pattern.compile("(://)[^/\\s:@]*:[^/\\s@]+@");

  private static final Pattern ASSIGNED =
      Pattern.compile("(?i)(\\b" + NAME + "\"?\\s*[=:]\\s*)(\"[^\"]*\"?|'[^']*'?|[^\\s,;&\"'}]+)");

  private static final Pattern CARD = Pattern.compile("\\b[2-6]\\d(?:[ -]?\\d){11,17}\\b");

  private static final Pattern CARD_PREFIX =
      Pattern.compile("4.*|5[1-5].*|2[2-7].*|3[4-9].*|30.*|6(011|4|5).*");

  private Secrets() {}

  /** Whether that is the name of a secret. */
  static boolean isKey(String name) {
    String normal = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return KEY.matcher(normal).find() && !NO_KEY.matcher(normal).find();
  }

  /** Text with what looks like a secret masked. */
  static String mask(String text) {
    String masked = text;
    for (Pattern pattern : WHOLE) {
      masked = pattern.matcher(masked).replaceAll(MASK);
    }
    masked = SCHEME.matcher(masked).replaceAll("$1 " + MASK);
    masked = IN_URL.matcher(masked).replaceAll("$1" + MASK + "@");
    masked = ASSIGNED.matcher(masked).replaceAll("$1" + MASK);
    return CARD.matcher(masked)
        .replaceAll(
            found -> isCard(found.group()) ? MASK : Matcher.quoteReplacement(found.group()));
  }

  /** Whether digits are a card's number: a known prefix, and the check digit fits. */
  static boolean isCard(String text) {
    String digits = text.replaceAll("[ -]", "");
    if (digits.length() < 13 || digits.length() > 19 || !CARD_PREFIX.matcher(digits).matches()) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
      sum += i % 2 == 0 ? digit : doubled;
    }
    return sum % 10 == 0;
  }
}
