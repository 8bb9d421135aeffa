package org.gvp.jobs.internal.deploy;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How much may be in a jar, so that no jar fills the disk or the memory of the daemon.
 *
 * @param jarBytes how long the file may be
 * @param bytes how long all that is packed in it may be together
 * @param entries how many entries it may have
 */
record JarLimits(long jarBytes, long bytes, int entries) {
  private static final long MIB = 1024 * 1024;

  /** What every daemon allows. */
  static final JarLimits STANDARD = new JarLimits(256 * MIB, 1024 * MIB, 65_000);

  /** A manifest or a signature is read as a whole by Java itself. */
  private static final long META_BYTES = 8 * MIB;

  private static final Pattern LEADS_OUT =
      Pattern.compile("/.*|[A-Za-z]:.*|(.*/)?[.][.](/.*)?|.*[\\\\\\x00].*", Pattern.DOTALL);

  private static final String LEAVE_OUT =
      "Leave out what the agent does not need; what is that large belongs into a file or a database"
          + " beside the daemon";

  void checkJar(long length) throws RejectedException {
    if (length > jarBytes) {
      throw tooLarge("it is " + length / MIB + " MiB long; " + jarBytes / MIB + " are allowed");
    }
  }

  void checkEntries(int count) throws RejectedException {
    if (count > entries) {
      throw tooLarge("it has " + count + " entries; " + entries + " are allowed");
    }
  }

  /** Checks what was unpacked so far, whatever the jar says of itself. */
  void checkBytes(String name, long ofEntry, long ofAll) throws RejectedException {
    if (ofAll > bytes) {
      throw tooLarge("it unpacks to more than the " + bytes / MIB + " MiB that are allowed");
    } else if (ofEntry > META_BYTES && isMeta(name)) {
      throw tooLarge(name + " is longer than the " + META_BYTES / MIB + " MiB that are allowed");
    }
  }

  private static boolean isMeta(String name) {
    return name.toUpperCase(Locale.ROOT).matches("META-INF/[^/]*[.](MF|SF|RSA|DSA|EC)");
  }

  static void checkName(String name) throws RejectedException {
    if (LEADS_OUT.matcher(name).matches()) {
      throw badEntry("its entry '" + name.replace('\0', '?') + "' leads out of the jar");
    }
  }

  static RejectedException twice(String name) {
    return badEntry("it has two entries of the name '" + name + "'");
  }

  private static RejectedException tooLarge(String text) {
    return new RejectedException(RejectCode.TOO_LARGE, text, LEAVE_OUT);
  }

  private static RejectedException badEntry(String text) {
    return new RejectedException(
        RejectCode.BAD_ENTRY,
        text,
        "Do not trust this jar: no build tool writes that; have it built again from its sources");
  }
}
