package org.gvp.jobs.internal.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Has a pool drop connections to a server that takes no writes: after a failover, or made
 * read-only. The next connection is to the one that does. Thread-safe.
 */
final class ReadOnlyServer implements SQLExceptionOverride {
  private static final String READ_ONLY_TRANSACTION = "25006";

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException e) {
    return READ_ONLY_TRANSACTION.equals(e.getSQLState())
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}
