package org.gvp.jobs.internal.deploy;

/** What the deployer knows of a file. For its thread. */
final class FolderEntry {
  /** The version that is installed; null if none is. */
  AgentBundle live;

  /** The content, and its time, that the last outcome was about; null before the first. */
  String settled;

  int tries;

  /** Whether an operator wants its content tried, although its version is lower. */
  boolean asked;

  /** Whether it will be looked at again by itself. */
  boolean comesAgain;
}
