package org.gvp.jobs.platform.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where MiB's database is. */
@ObjectClassDefinition(
    name = "GVP Jobs: MiB",
    description = "Where the agents find MiB's database, with its tables or views in schema mib.")
@interface MibSettings {
  /** The only word that is no JDBC URL. */
  String REGISTER = "register";

  @AttributeDefinition(
      name = "URL",
      description =
          "register, if schema mib is in the register's own database; else a JDBC URL, such as"
              + " jdbc:postgresql://mib-db:5432/mib. Mandatory.")
  String url();

  @AttributeDefinition(
      name = "User",
      description = "The database user; not with url=register.",
      required = false)
  String user() default "";

  @AttributeDefinition(
      name = "Password",
      description = "The user's password; not with url=register.",
      type = AttributeType.PASSWORD,
      required = false)
  String password() default "";
}
