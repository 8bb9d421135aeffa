package org.gvp.jobs.internal.deploy;

import java.util.List;
import org.osgi.framework.Version;

/**
 * A package of the daemon that a bundle asks for in a newer version than there is. The version of a
 * package is that of the daemon that last changed it, so it also says which daemon would do.
 *
 * @param name the package
 * @param wanted from which version on
 * @param found the newest that there is
 */
record ApiVersion(String name, Version wanted, Version found) {
  /** The packages that daemons of different versions have in different versions. */
  static final String PREFIX = "org.gvp.jobs.";

  static Rejection tooNew(List<ApiVersion> wanted, String daemonVersion) {
    Version newest = wanted.stream().map(ApiVersion::wanted).max(Version::compareTo).orElseThrow();
    ApiVersion first =
        wanted.stream().filter(each -> each.wanted().equals(newest)).findFirst().orElseThrow();
    return new Rejection(
        RejectCode.API_TOO_NEW,
        "it is built for "
            + first.name()
            + " "
            + first.wanted()
            + ", and this daemon"
            + (daemonVersion == null ? "" : " (" + daemonVersion + ")")
            + " has "
            + first.found(),
        "Deploy it on a daemon of version "
            + newest
            + " or newer, or build it against the API of this one");
  }
}
