package org.gvp.jobs.platform.internal;

import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jdbc.DataSourceFactory;
import org.osgi.service.metatype.annotations.Designate;

/** Registers MiB's database as the configuration says. */
@Component(
    service = {},
    configurationPid = MibFromConfiguration.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MibSettings.class)
public final class MibFromConfiguration {
  static final String PID = "org.gvp.jobs.platform.mib";

  private final ServiceRegistration<DataSource> registration;

  /** With what the configuration may ask for. */
  @Activate
  public MibFromConfiguration(
      BundleContext context,
      MibSettings settings,
      @Reference(target = "(gvp.jobs.database=register)") DataSource register,
      @Reference(target = "(osgi.jdbc.driver.class=org.postgresql.Driver)")
          DataSourceFactory factory)
      throws SQLException {
    boolean inRegister = MibSettings.REGISTER.equals(settings.url());
    Map<String, Object> properties =
        Map.of("gvp.jobs.database", "mib", "gvp.jobs.in.register", inRegister);
    DataSource database = inRegister ? register : create(settings, factory);
    registration =
        context.registerService(DataSource.class, database, FrameworkUtil.asDictionary(properties));
  }

  static DataSource create(MibSettings settings, DataSourceFactory factory) throws SQLException {
    if (settings.url() == null || !settings.url().startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "etc/%s.cfg: url is '%s'; set it to register or to a URL such as jdbc:postgresql://host/db"
              .formatted(PID, settings.url() == null ? "" : settings.url()));
    }
    Properties properties = new Properties();
    properties.put(DataSourceFactory.JDBC_URL, settings.url());
    if (!settings.user().isEmpty()) {
      properties.put(DataSourceFactory.JDBC_USER, settings.user());
      properties.put(DataSourceFactory.JDBC_PASSWORD, settings.password());
    }
    return factory.createDataSource(properties);
  }

  /** Takes the database from those who use it. */
  @Deactivate
  public void close() {
    registration.unregister();
  }
}
