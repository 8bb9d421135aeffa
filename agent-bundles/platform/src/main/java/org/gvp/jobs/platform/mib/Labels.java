package org.gvp.jobs.platform.mib;

/** Labels of actions, made of what people have typed into MiB. */
public final class Labels {
  private static final int LONGEST = 200;

  private Labels() {}

  /** A text as label: the register takes 200 characters, and refuses the whole listing at more. */
  public static String of(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = LONGEST - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
