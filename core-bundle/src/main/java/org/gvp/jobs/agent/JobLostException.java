package org.gvp.jobs.agent;

/**
 * The job is no longer this daemon's: its lease ran out, or an operator took it. Whatever the
 * attempt did on the register's database must be rolled back; the daemon drops the run.
 */
public class JobLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the job and the token that is no longer valid. */
  public JobLostException(long jobId, int token) {
    super("job " + jobId + " is no longer ours: token " + token + " is not valid any more");
  }
}
