package org.gvp.jobs.web;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How well a colour of the style sheet can be read on another: WCAG's contrast ratio. */
final class Contrast {
  private Contrast() {}

  /** In the light and in the dark scheme. */
  static List<Double> ratios(String css, String name, String sheet) {
    return List.of(
        ratio(color(css, name, 1), color(css, sheet, 1)),
        ratio(color(css, name, 2), color(css, sheet, 2)));
  }

  private static int color(String css, String name, int scheme) {
    Matcher matcher =
        Pattern.compile("--" + name + ": ?light-dark\\(#(\\w+), ?#(\\w+)\\)").matcher(css);
    if (!matcher.find()) {
      throw new IllegalArgumentException("the style sheet has no colour " + name);
    }
    String hex = matcher.group(scheme);
    return Integer.parseInt(hex.length() == 3 ? hex.replaceAll("(.)", "$1$1") : hex, 16);
  }

  private static double ratio(int one, int other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(int color) {
    return 0.2126 * channel(color >> 16) + 0.7152 * channel(color >> 8) + 0.0722 * channel(color);
  }

  private static double channel(int bits) {
    double value = (bits & 0xff) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
