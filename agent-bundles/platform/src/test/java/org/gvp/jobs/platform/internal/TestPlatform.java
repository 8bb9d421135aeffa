package org.gvp.jobs.platform.internal;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.gvp.jobs.platform.galnorth.GalNorth;
import org.gvp.jobs.platform.mib.Mib;
import org.gvp.jobs.platform.testsupport.MibDatabase;

/** The real services, for tests of agents. */
public final class TestPlatform {
  private TestPlatform() {}

  /** MiB in the register's own database, or on another server; its connections end with both. */
  public static Mib mib(MibDatabase database, boolean inRegister) {
    PooledMib mib = new PooledMib(database.dataSource(), inRegister);
    database.beforeClosing(mib::close);
    return mib;
  }

  /** GAL North at that URL. */
  public static GalNorth galNorth(String url, Duration timeout, Clock clock) {
    return new HttpGalNorth(URI.create(url), timeout, clock);
  }
}
