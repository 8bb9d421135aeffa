package org.gvp.jobs.internal.deploy;

/** Why a jar does not serve. The words are stable: scripts and alarms may rely on them. */
public enum RejectCode {
  /** It cannot be read as a jar: empty, cut off, damaged, or something else. */
  NOT_A_JAR,
  /** It, or its folder, may be written to by others than the daemon's user and root. */
  WRITABLE_BY_OTHERS,
  /** It is longer, unpacks to more or has more entries than is allowed. */
  TOO_LARGE,
  /** An entry's name leads out of the jar, or two entries have one name. */
  BAD_ENTRY,
  /** Its content is not what was signed. */
  TAMPERED,
  /** It is not signed, and it has to be. */
  UNSIGNED,
  /** It is signed by somebody for whom the trust store does not vouch. */
  UNTRUSTED,
  /** A jar without the manifest of an OSGi bundle. */
  NOT_A_BUNDLE,
  /** A bundle that declares no job type. */
  NO_JOB_TYPE,
  /** It declares a job type that does not exist, or a Custom one without its custom type. */
  BAD_JOB_TYPE,
  /** A fragment: it would become part of another bundle. */
  FRAGMENT,
  /** It exports packages: other bundles could depend on it, and it could not be replaced alone. */
  EXPORTS_PACKAGES,
  /** It imports packages dynamically: what it needs cannot be known before it runs. */
  DYNAMIC_IMPORT,
  /** Its symbolic name is taken by the daemon or by a file of the same or a higher version. */
  NAME_CLASH,
  /** Its version was installed with other content, and is no snapshot. */
  VERSION_REUSED,
  /** Its version is lower than the one that serves. */
  DOWNGRADE,
  /** Another agent serves one of its job types. */
  TYPE_TAKEN,
  /** It was built for a newer daemon than this one. */
  API_TOO_NEW,
  /** Something that it needs is not in the daemon. */
  UNRESOLVED,
  /** Its start threw an exception. */
  START_FAILED,
  /** Its start did not come to an end. */
  START_TIMEOUT,
  /** It started, but a job type that it declares has no working agent. */
  NOT_REGISTERED,
  /** Of a retired version: something holds its classes in memory. */
  CLASSES_HELD,
  /** It served, and was worse than the version before it, or an operator went back. */
  ROLLED_BACK
}
