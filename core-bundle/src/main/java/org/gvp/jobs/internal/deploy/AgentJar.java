package org.gvp.jobs.internal.deploy;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.gvp.jobs.job.JobTypeKey;
import org.osgi.framework.Version;

/**
 * The content of a jar that was found whole and is an agent's by its manifest. It lies in the
 * daemon's store: what happens to the dropped file later cannot hurt.
 *
 * @param content the copy in the store
 * @param sha256 of the file, byte by byte
 * @param digest of what is in it: two builds of one content have the same
 * @param symbolicName its symbolic name
 * @param version its version
 * @param types the job types that it declares
 */
record AgentJar(
    Path content,
    String sha256,
    String digest,
    String symbolicName,
    Version version,
    List<JobTypeKey> types) {
  /** The word itself, or the time in its place: to the minute, the second or the millisecond. */
  private static final Pattern SNAPSHOT =
      Pattern.compile("(?i).*SNAPSHOT.*|(.*[-_])?20[0-9]{10}([0-9]{2}([0-9]{3})?)?");

  /** Whether it may be built again under its version. */
  boolean isSnapshot() {
    return SNAPSHOT.matcher(version.getQualifier()).matches();
  }

  /**
   * Whether its version comes before the other's. A snapshot comes before its release, as everybody
   * thinks but OSGi, to which a version without qualifier is the lowest of all.
   */
  boolean isOlderThan(AgentJar other) {
    return isSnapshot() != other.isSnapshot() && release().equals(other.release())
        ? isSnapshot()
        : version.compareTo(other.version) < 0;
  }

  private Version release() {
    return new Version(version.getMajor(), version.getMinor(), version.getMicro());
  }
}
