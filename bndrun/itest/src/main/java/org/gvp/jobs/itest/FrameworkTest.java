package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;

/** The daemon's bundles come up together, and its register with them. */
public class FrameworkTest {
  private static final long DATABASE_STARTS_WITHIN = 60_000;

  @InjectBundleContext BundleContext context;

  @Test
  void every_bundle_is_active() {
    assertThat(
            Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::getSymbolicName))
        .isEmpty();
    assertThat(Arrays.stream(context.getBundles()).map(Bundle::getSymbolicName))
        .contains(
            "org.gvp.jobs.core",
            "org.gvp.jobs.web",
            "org.gvp.jobs.platform",
            "org.gvp.jobs.postgres");
  }

  @Test
  void the_registers_database_answers(
      @InjectService(filter = "(gvp.jobs.database=register)", timeout = DATABASE_STARTS_WITHIN)
          DataSource dataSource)
      throws SQLException {
    assertThat(ask(dataSource, "select 40 + 2")).isEqualTo("42");
    assertThat(ask(dataSource, "select current_user || '@' || current_database()"))
        .isEqualTo("gvp_jobs@gvp_jobs");
  }

  private static String ask(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
