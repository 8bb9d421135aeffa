package org.gvp.jobs.internal.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the register's schema up to what this daemon knows. Migrations only add. */
public final class Migrations {
  /** The schema that everything of the register stands in. */
  public static final String SCHEMA = "gvp_jobs";

  private Migrations() {}

  /** Applies what is missing; several daemons may do so at once. */
  public static void apply(DataSource database) {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(database)
        .defaultSchema(SCHEMA)
        .createSchemas(true)
        .locations("classpath:org/gvp/jobs/internal/store/migration")
        .table("schema_version")
        // A newer daemon may have been here: its migrations only add, so this one works beside it.
        .ignoreMigrationPatterns("*:future")
        .load()
        .migrate();
  }
}
