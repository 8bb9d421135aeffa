package org.gvp.jobs.internal.retention;

/**
 * How much is done at a time to forget ended jobs.
 *
 * @param mostKeptJobs most jobs that are copied to have the partitions around them dropped
 * @param mostKeptActions most actions of those jobs
 * @param dropsPerTick most ranges whose partitions are dropped each time
 * @param batch most jobs deleted in one transaction
 * @param batchActions most actions deleted in one transaction, if it is more than one job
 * @param jobsPerTick most jobs deleted each time
 * @param window how many ids are looked through in one transaction
 * @param windowsPerTick most windows each time
 * @param oldHorizon nothing is deleted row by row while somebody holds a snapshot that was taken so
 *     many transactions ago: it could not be cleared away
 */
public record RetentionConfig(
    long mostKeptJobs,
    long mostKeptActions,
    int dropsPerTick,
    int batch,
    long batchActions,
    long jobsPerTick,
    long window,
    int windowsPerTick,
    long oldHorizon) {

  /**
   * Enough, at a tick a minute, for registers whose partitions take longer than a day to fill: some
   * 7 million jobs a day. What fills them faster is dropped whole.
   */
  public static final RetentionConfig DEFAULT =
      new RetentionConfig(200_000, 2_000_000, 4, 1_000, 50_000, 5_000, 100_000, 10, 1_000_000);
}
