package org.gvp.jobs.launcher;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.gvp.jobs.launcher.Settings.Agents;
import org.gvp.jobs.launcher.Settings.Database;
import org.gvp.jobs.launcher.Settings.Web;
import org.osgi.framework.Constants;

/** The settings as the framework and the bundles in it read them: as framework properties. */
final class FrameworkSettings {
  private FrameworkSettings() {}

  static Map<String, String> of(
      Settings settings, Assembly assembly, String node, String webPassword) {
    Home home = new Home(settings.home());
    Map<String, String> properties = new TreeMap<>();
    properties.put("gvp.jobs.home", home.path().toString());
    properties.put("gvp.jobs.node", node);
    properties.put("gvp.jobs.version", assembly.version());
    properties.put("gvp.jobs.assembly", assembly.name());
    properties.put("gvp.jobs.start", settings.paused() ? "paused" : "running");
    putAgents(properties, settings.agents());
    properties.put("gvp.jobs.probation.jobs", Integer.toString(settings.probation().jobs()));
    properties.put("gvp.jobs.probation.minutes", Integer.toString(settings.probation().minutes()));
    putFramework(properties, home);
    putDatabase(properties, settings.database());
    putWeb(properties, settings.web(), webPassword);
    putWatcher(properties, home);
    return properties;
  }

  static void putAgents(Map<String, String> properties, Agents agents) {
    properties.put("gvp.jobs.agents.folder", agents.sharedFolder() ? "shared" : "private");
    properties.put("gvp.jobs.agents.signatures", agents.signatures());
    if (agents.trust() != null) {
      properties.put("gvp.jobs.agents.trust", agents.trust().toString());
    }
    if (agents.trustPassword() != null) {
      properties.put("gvp.jobs.agents.trust.password", agents.trustPassword());
    }
  }

  private static void putFramework(Map<String, String> properties, Home home) {
    properties.put(Constants.FRAMEWORK_STORAGE, home.data().resolve("felix").toString());
    // The truth about agents is their folder and the register, never what a cache remembers.
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(StartLevels.LAST));
    // What goes wrong is reported as an event, to the launcher and to the log; once is enough.
    properties.put("felix.log.level", "0");
    properties.put(
        "org.ops4j.pax.logging.StaticLogbackFile", home.etc().resolve("logback.xml").toString());
    properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
  }

  private static void putDatabase(Map<String, String> properties, Database database) {
    properties.put("gvp.jobs.db.url", database.url());
    properties.put("gvp.jobs.db.port", Integer.toString(database.port()));
    properties.put("gvp.jobs.db.rolePrefix", database.rolePrefix());
    properties.put("gvp.jobs.db.pooled", Boolean.toString(database.pooled()));
    if (database.user() != null) {
      properties.put("gvp.jobs.db.user", database.user());
    }
    if (database.password() != null) {
      properties.put("gvp.jobs.db.password", database.password());
    }
  }

  private static void putWeb(Map<String, String> properties, Web web, String webPassword) {
    properties.put("org.apache.felix.http.host", web.host());
    properties.put("org.osgi.service.http.port", Integer.toString(web.port()));
    properties.put("gvp.jobs.web.auth", web.auth().name().toLowerCase(Locale.ROOT));
    if (webPassword != null) {
      properties.put("gvp.jobs.web.password", webPassword);
    }
  }

  private static void putWatcher(Map<String, String> properties, Home home) {
    properties.put("felix.fileinstall.dir", home.agents() + "," + home.etc());
    properties.put("felix.fileinstall.filter", ".*[.](jar|cfg)");
    properties.put("felix.fileinstall.poll", "500");
    properties.put("felix.fileinstall.noInitialDelay", "true");
    properties.put("felix.fileinstall.enableConfigSave", "false");
    properties.put("felix.fileinstall.log.level", "3");
    properties.put("felix.fileinstall.tmpdir", home.tmp().toString());
  }
}
