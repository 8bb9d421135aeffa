package org.gvp.jobs.prove;

import java.sql.SQLException;
import java.util.List;

/** Sees what daemons do, by the register's views and the log of effects. */
public final class Observer {
  /** How many jobs have not ended. */
  static final String OPEN_JOBS =
      "select count(*) from gvp_jobs.job where status not in ('Finished', 'Fail')";

  private final Register register;

  /** Of that register. */
  public Observer(Register register) {
    this.register = register;
  }

  /** How many jobs a daemon holds. */
  public long running(String node) throws SQLException {
    return register.number(
        "select count(*) from gvp_jobs.job where node = ? and status = 'Started'", node);
  }

  /** How many jobs a daemon holds and has begun. */
  public long working(String node) throws SQLException {
    return register.number(
        "select count(*) from gvp_jobs.job j where node = ? and status = 'Started' and exists ("
            + "select from sandbox.effect e where e.job_id = j.id and e.token = j.token)",
        node);
  }

  /** Whether a lost daemon is known to be lost, and none of its jobs is left with it. */
  public boolean rescued(String node) throws SQLException {
    return register
        .text(
            "select (select bool_and(revoked) from gvp_jobs.node where node = ?) and not exists ("
                + "select from gvp_jobs.job where node = ? and status = 'Started')",
            node,
            node)
        .equals("t");
  }

  /** Whether an action has ended since that moment of the database's clock. */
  public boolean endedSince(String moment) throws SQLException {
    return register
        .text(
            "select exists (select from sandbox.effect where phase = 'end' and peer = 'probe'"
                + " and at > ?::timestamptz)",
            moment)
        .equals("t");
  }

  /** Which sessions wait for which others, in words; empty if none does. */
  public List<String> waiting() throws SQLException {
    return register.rows(Register.statement("waiting")).stream().map(row -> row.get(0)).toList();
  }
}
