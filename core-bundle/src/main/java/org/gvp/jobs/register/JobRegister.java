package org.gvp.jobs.register;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The register, for those who create jobs. A service of the daemon; thread-safe. */
@ProviderType
public interface JobRegister {
  /**
   * Creates a job in a transaction of its own.
   *
   * @return its id, or the id of the open job with the same unique key
   * @throws IllegalArgumentException if the register refuses it; the message names the argument
   * @throws JobRegisterException if the register cannot be reached
   */
  long create(NewJob job);

  /**
   * Creates a job in the caller's transaction: it exists if and only if that commits.
   *
   * @param connection a connection to the register's database
   * @return its id, or the id of the open job with the same unique key
   * @throws IllegalArgumentException if the register refuses it; the message names the argument
   */
  long create(Connection connection, NewJob job) throws SQLException;

  /**
   * Creates many jobs in one transaction of its own, all or none: several times as fast as one by
   * one. Up to some 10,000 at a time are worth it; more only take memory.
   *
   * @return their ids, in the order of the jobs; where there is an open job with the same unique
   *     key, its id
   * @throws IllegalArgumentException if the register refuses one; the message names the argument
   * @throws JobRegisterException if the register cannot be reached
   */
  long[] createAll(List<NewJob> jobs);
}
