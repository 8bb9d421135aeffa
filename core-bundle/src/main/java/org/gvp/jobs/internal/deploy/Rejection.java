package org.gvp.jobs.internal.deploy;

/**
 * Why a jar does not serve, and what to do.
 *
 * @param code the kind of trouble
 * @param text what is wrong with it
 * @param fix what to do
 */
public record Rejection(RejectCode code, String text, String fix) {
  @Override
  public String toString() {
    return code + ": " + text + ". " + fix;
  }
}
