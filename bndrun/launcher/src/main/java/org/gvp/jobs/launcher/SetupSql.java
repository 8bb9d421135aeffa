package org.gvp.jobs.launcher;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import org.gvp.jobs.launcher.Settings.Database;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.util.PasswordUtil;

/**
 * The SQL by which a DBA makes the register's database, its owner and the daemon's login; what is
 * there already is left alone. It has no password that was given: only what checks it.
 *
 * @param name of the database
 * @param rolePrefix what the roles' names begin with
 * @param owner the login that migrates
 * @param app the login of the daemons
 * @param user whose password was given, one of the two
 * @param password that one, or null
 */
record SetupSql(
    String name, String rolePrefix, String owner, String app, String user, String password) {
  private static final List<String> ROLES =
      List.of("daemon", "operator", "payload_reader", "producer", "reader");
  private static final int PASSWORD_BYTES = 18;

  /** For the user that the settings name: the owner if he is called so, else the daemon's. */
  static SetupSql of(Database database) {
    String owner = database.rolePrefix() + "owner";
    boolean isOwner = database.user().equals(owner);
    Properties url = Driver.parseURL(database.url(), null);
    return new SetupSql(
        url == null ? database.user() : PGProperty.PG_DBNAME.getOrDefault(url),
        database.rolePrefix(),
        owner,
        isOwner ? database.rolePrefix() + "app" : database.user(),
        database.user(),
        database.password());
  }

  /**
   * The statements, to be run by a superuser in any other database.
   *
   * @param noDatabase whether it is known that there is none of that name
   */
  List<String> lines(boolean noDatabase) {
    List<String> lines = new ArrayList<>();
    for (String role : ROLES) {
      lines.add(unlessThere(quoted(rolePrefix + role) + " nologin"));
    }
    login(lines, owner);
    login(lines, app);
    lines.add("grant " + quoted(rolePrefix + "daemon") + " to " + quoted(app) + ";");
    lines.add("alter role " + quoted(app) + " set jit = off;");
    lines.add("create database " + quoted(name) + " owner " + quoted(owner) + ";");
    if (!noDatabase) {
      lines.add("-- or, if there is such a database:");
      lines.add("-- grant create on database " + quoted(name) + " to " + quoted(owner) + ";");
    }
    return lines;
  }

  private void login(List<String> lines, String login) {
    String secret = login.equals(user) ? password : null;
    if (secret == null) {
      secret = generated();
      lines.add("-- " + login + " gets the password " + secret);
    }
    lines.add(unlessThere(quoted(login) + " login password '" + check(login, secret) + "'"));
  }

  private static String check(String login, String secret) {
    try {
      return PasswordUtil.encodePassword(login, secret.toCharArray(), "scram-sha-256");
    } catch (SQLException e) {
      throw new IllegalStateException(e); // for another way to encode it only
    }
  }

  private static String unlessThere(String role) {
    return "do $do$ begin create role "
        + role
        + "; exception when duplicate_object then null; end $do$;";
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static String generated() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
