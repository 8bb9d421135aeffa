package org.gvp.jobs.examples.inbox;

import java.sql.SQLException;
import java.util.Properties;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobAction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jdbc.DataSourceFactory;

/** Ships an order in a database of its own, whose inbox keeps the keys of what was done. */
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
@JobType(value = "Custom", customType = "example.Inbox")
public final class InboxAgent implements Agent {
  record Settings(String url, String user, String password) {}

  private final DataSourceFactory drivers;

  /** With the daemon's driver for PostgreSQL. */
  @Activate
  public InboxAgent(
      @Reference(target = "(osgi.jdbc.driver.class=org.postgresql.Driver)")
          DataSourceFactory drivers) {
    this.drivers = drivers;
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context) throws SQLException {
    try (var connection = drivers.createDataSource(login(context)).getConnection();
        var inbox =
            connection.prepareStatement("insert into inbox values (?) on conflict do nothing");
        var ship =
            connection.prepareStatement("update orders set parcels = parcels + 1 where id = ?")) {
      connection.setAutoCommit(false);
      inbox.setString(1, context.idempotencyKey());
      if (inbox.executeUpdate() == 0) {
        return ActionResult.done("{\"already\": true}");
      }
      ship.setLong(1, Long.parseLong(action.referenceId()));
      ActionResult result = ActionResult.done("{\"shipped\": " + ship.executeUpdate() + "}");
      connection.commit();
      return result;
    }
  }

  private static Properties login(ActionContext context) {
    Settings settings = context.settings(Settings.class);
    Properties login = new Properties();
    login.put(DataSourceFactory.JDBC_URL, settings.url());
    login.put(DataSourceFactory.JDBC_USER, settings.user());
    login.put(DataSourceFactory.JDBC_PASSWORD, settings.password());
    return login;
  }
}
