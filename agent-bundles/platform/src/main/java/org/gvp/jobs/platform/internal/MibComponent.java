package org.gvp.jobs.platform.internal;

import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.platform.mib.Mib;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers {@link Mib} while somebody registers MiB's database. */
@Component
public final class MibComponent implements Mib {
  private static final Logger LOG = LoggerFactory.getLogger(MibComponent.class);
  private static final String IN_REGISTER = "gvp.jobs.in.register";

  private final PooledMib mib;

  /** With MiB's database and the properties of its service. */
  @Activate
  public MibComponent(
      @Reference(name = "database", target = "(gvp.jobs.database=mib)")
          Map.Entry<Map<String, Object>, DataSource> database) {
    boolean inRegister = Boolean.TRUE.equals(database.getKey().get(IN_REGISTER));
    mib = new PooledMib(database.getValue(), inRegister);
    LOG.info("MiB is there, {}", inRegister ? "in the register's database" : "on another server");
  }

  @Override
  public ActionResult completeOnce(ActionContext context, JobAction action, Effect effect)
      throws SQLException, InterruptedException {
    return mib.completeOnce(context, action, effect);
  }

  @Override
  public ActionResult complete(ActionContext context, Effect effect)
      throws SQLException, InterruptedException {
    return mib.complete(context, effect);
  }

  @Override
  public void query(String sql, RowHandler handler, Object... arguments) throws SQLException {
    mib.query(sql, handler, arguments);
  }

  /** Closes the connections. */
  @Deactivate
  public void close() {
    mib.close();
  }
}
