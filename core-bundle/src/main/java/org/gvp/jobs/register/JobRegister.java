package org.gvp.jobs.register;

import java.sql.Connection;
import java.sql.SQLException;
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
}
