package org.gvp.jobs.internal.store;

import java.util.function.BiFunction;
import javax.sql.DataSource;

/**
 * Migrates a register on behalf of the command line, which knows this class by its name only: takes
 * the owner's connections and the prefix of the roles, and answers what to tell.
 */
public final class Migrator implements BiFunction<DataSource, String, String> {
  @Override
  public String apply(DataSource database, String rolePrefix) {
    int version = Migrations.apply(database, new SchemaConfig(rolePrefix, false));
    return "The register is at version %d; the names of its roles begin with %s"
        .formatted(version, rolePrefix);
  }
}
