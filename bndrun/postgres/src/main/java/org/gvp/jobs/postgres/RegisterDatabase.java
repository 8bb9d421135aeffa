package org.gvp.jobs.postgres;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Properties;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.jdbc.DataSourceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the daemon its register's database, as an unpooled {@link DataSource} with the property
 * {@code gvp.jobs.database=register}: the one that it was told, or one of its own.
 */
@Component(service = {})
public final class RegisterDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(RegisterDatabase.class);
  private static final String EMBEDDED = "embedded";
  private static final int DEFAULT_PORT = 54330;

  private EmbeddedServer server;
  private ServiceRegistration<DataSource> registration;

  /**
   * Starts the embedded server if that is what was asked for.
   *
   * @param fatal ends the daemon, for what cannot get better by itself; absent where no daemon is
   */
  @Activate
  public RegisterDatabase(
      BundleContext context,
      @Reference(target = "(osgi.jdbc.driver.class=org.postgresql.Driver)")
          DataSourceFactory factory,
      @Reference(
              target = "(gvp.jobs.fatal=true)",
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          Consumer<String> fatal)
      throws SQLException {
    try {
      Dictionary<String, Object> names = new Hashtable<>();
      names.put("gvp.jobs.database", "register");
      Properties properties = connect(context);
      String url = properties.getProperty(DataSourceFactory.JDBC_URL);
      properties.put(DataSourceFactory.JDBC_URL, RegisterDataSource.complete(url));
      DataSource dataSource = new RegisterDataSource(factory.createDataSource(properties), url);
      registration = context.registerService(DataSource.class, dataSource, names);
    } catch (EmbeddedServerException e) {
      if (fatal == null) {
        throw e;
      }
      // One sentence is better here than the stack of a component that failed.
      LOG.error("{}", e.getMessage());
      fatal.accept(e.getMessage());
    }
  }

  private Properties connect(BundleContext context) {
    Properties properties = new Properties();
    String url = require(context, "gvp.jobs.db.url");
    if (url.equals(EMBEDDED)) {
      String port = context.getProperty("gvp.jobs.db.port");
      Path home = Path.of(require(context, "gvp.jobs.home"));
      server =
          EmbeddedServer.start(
              EmbeddedConfig.ofHome(home, port == null ? DEFAULT_PORT : Integer.parseInt(port)));
      put(properties, DataSourceFactory.JDBC_URL, server.url());
      put(properties, DataSourceFactory.JDBC_USER, server.user());
      put(properties, DataSourceFactory.JDBC_PASSWORD, server.password());
    } else {
      put(properties, DataSourceFactory.JDBC_URL, url);
      put(properties, DataSourceFactory.JDBC_USER, context.getProperty("gvp.jobs.db.user"));
      put(properties, DataSourceFactory.JDBC_PASSWORD, context.getProperty("gvp.jobs.db.password"));
    }
    return properties;
  }

  private static String require(BundleContext context, String property) {
    String value = context.getProperty(property);
    if (value == null) {
      throw new IllegalStateException(
          "framework property " + property + " is not set: start the daemon by its own jar");
    }
    return value;
  }

  private static void put(Properties properties, String name, String value) {
    if (value != null) {
      properties.put(name, value);
    }
  }

  /** Takes the database from those who use it, then stops the server. */
  @Deactivate
  public void close() {
    if (registration != null) {
      registration.unregister();
    }
    if (server != null) {
      server.close();
    }
  }
}
