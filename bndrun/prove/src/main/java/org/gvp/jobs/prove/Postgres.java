package org.gvp.jobs.prove;

import java.io.IOException;

/** A PostgreSQL server that may be broken. It runs when this object is had. */
public interface Postgres {
  /** The way to the register's database; the same after every start. */
  Login login() throws IOException;

  /** Stops it in order: sessions are ended, what they committed is kept. */
  void stop() throws IOException;

  /** Starts it again, after whatever happened to it, and waits until it answers. */
  void start() throws IOException;

  /** The server's first process. */
  long pid() throws IOException;
}
