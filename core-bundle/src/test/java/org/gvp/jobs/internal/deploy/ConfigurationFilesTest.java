package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class ConfigurationFilesTest {
  private static final String METATYPE =
      """
      <MetaData xmlns="http://www.osgi.org/xmlns/metatype/v1.4.0">
        <OCD id="acme" name="Acme">
          <AD id="url" type="String"/>
          <AD id="timeout_ms" type="Integer" default="1000" min="10" max="60000"/>
          <AD id="mode" type="String" default="slow">
            <Option label="slow" value="slow"/><Option label="fast" value="fast"/>
          </AD>
          <AD id="on" type="Boolean" default="true"/>
        </OCD>
        <Designate pid="acme.Clean"><Object ocdref="acme"/></Designate>
      </MetaData>
      """;

  @TempDir Path home;
  private TestDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = new TestDaemon(home);
  }

  @AfterEach
  void stop() throws Exception {
    daemon.close();
  }

  @Test
  void a_file_becomes_a_configuration_with_framework_properties_put_in() throws IOException {
    daemon.configure("acme.Peer.cfg", "url = http://${gvp.jobs.node}/ü\n# a remark\n");
    awaitValue("acme.Peer", "url", "http://north/ü");
    assertThat(status("acme.Peer.cfg")).doesNotExist();
  }

  @Test
  void a_file_with_a_tilde_becomes_one_of_many() throws IOException {
    daemon.configure("acme.Peer~south.cfg", "url=x\n");
    awaitValue("acme.Peer~south", "url", "x");
    assertThat(configuration("acme.Peer~south").getFactoryPid()).isEqualTo("acme.Peer");
  }

  @Test
  void an_unknown_property_is_named_and_the_last_good_configuration_stays() throws IOException {
    daemon.configure("acme.Peer.cfg", "url=good\n");
    awaitValue("acme.Peer", "url", "good");
    daemon.configure("acme.Peer.cfg", "url=http://${gvp.jobs.nod}/\n");
    assertThat(awaitStatus("acme.Peer.cfg"))
        .contains("state: REJECTED")
        .contains("url = http://${gvp.jobs.nod}/: there is no framework property 'gvp.jobs.nod'")
        .contains("the configuration from before stays");
    assertThat(value("acme.Peer", "url")).isEqualTo("good");
    daemon.configure("acme.Peer.cfg", "url=better\n");
    awaitValue("acme.Peer", "url", "better");
    assertThat(status("acme.Peer.cfg")).doesNotExist();
  }

  @Test
  void the_same_values_again_are_not_written() throws IOException {
    daemon.configure("acme.Peer.cfg", "url=good\n");
    awaitValue("acme.Peer", "url", "good");
    long before = configuration("acme.Peer").getChangeCount();
    daemon.configure("acme.Peer.cfg", "# a remark\nurl = good\n");
    daemon.configure("acme.Last.cfg", "url=x\n");
    awaitValue("acme.Last", "url", "x");
    assertThat(configuration("acme.Peer").getChangeCount()).isEqualTo(before);
  }

  @Test
  void a_removed_file_deletes_its_configuration() throws IOException {
    Path file = daemon.configure("acme.Peer.cfg", "url=good\n");
    awaitValue("acme.Peer", "url", "good");
    Files.delete(file);
    daemon.touch(file);
    awaitValue("acme.Peer", "url", null);
  }

  @Test
  void values_are_held_against_the_metatype_of_the_bundle() throws IOException {
    dropWithMetatype();
    daemon.await("clean.jar", DeployState.NOT_CONFIGURED);
    daemon.configure("acme.Clean.cfg", "timeout_ms=5\nmode=quick\non=yes\nretries=3\n");
    assertThat(awaitStatus("acme.Clean.cfg"))
        .contains("url is missing: a text")
        .contains("timeout_ms = 5: ")
        .contains("mode = quick: ")
        .contains("one of [slow, fast]")
        .contains("on = yes: must be true or false")
        .contains("retries = 3: no such key; there are [mode, on, timeout_ms, url]");
    assertThat(value("acme.Clean", "mode")).isNull();
    daemon.configure("acme.Clean.cfg", "timeout_ms=ten\nurl=x\n");
    TestDaemon.await(
        () -> text("acme.Clean.cfg").contains("timeout_ms = ten: must be a whole number"),
        () -> text("acme.Clean.cfg"));
    daemon.configure("acme.Clean.cfg", "url=x\ntimeout_ms=10\nmode=fast\n");
    daemon.await("clean.jar", DeployState.SERVING);
  }

  @Test
  void a_file_that_was_there_before_the_bundle_is_checked_when_the_bundle_comes()
      throws IOException {
    daemon.configure("acme.Clean.cfg", "mode=quick\nurl=x\n");
    awaitValue("acme.Clean", "mode", "quick");
    dropWithMetatype();
    daemon.await("clean.jar", DeployState.NOT_CONFIGURED);
    assertThat(text("acme.Clean.cfg")).contains("mode = quick").contains("not used until then");
    assertThat(value("acme.Clean", "mode")).isNull();
  }

  @Test
  void a_secret_is_never_shown() throws IOException {
    dropWithMetatype();
    daemon.await("clean.jar", DeployState.NOT_CONFIGURED);
    daemon.configure("acme.Clean.cfg", "url=x\ndb_password=hunter2\n");
    assertThat(awaitStatus("acme.Clean.cfg"))
        .contains("db_password = ***: no such key")
        .doesNotContain("hunter2");
  }

  @Test
  void a_schedule_with_errors_is_rejected() throws IOException {
    daemon.configure("org.gvp.jobs.schedule~nightly.cfg", "cron=daily\njob_type=Unit\n");
    assertThat(awaitStatus("org.gvp.jobs.schedule~nightly.cfg")).contains("cron = daily: ");
    daemon.configure("org.gvp.jobs.schedule~nightly.cfg", "cron=0 0 3 * * ?\njob_type=Unit\n");
    awaitValue("org.gvp.jobs.schedule~nightly", "job_type", "Unit");
  }

  private void dropWithMetatype() {
    daemon.drop(
        "clean.jar",
        BundleJar.agent("acme.clean", "1.0.0", "acme.Clean")
            .component("acme.Clean", "require", "")
            .entry("OSGI-INF/metatype/acme.xml", METATYPE));
  }

  private Path status(String file) {
    return daemon.etc.resolve(file + ".status");
  }

  private String text(String file) {
    try {
      return Files.exists(status(file)) ? Files.readString(status(file)) : "no status file";
    } catch (IOException e) {
      return "unreadable: " + e;
    }
  }

  private String awaitStatus(String file) {
    TestDaemon.await(() -> Files.exists(status(file)), () -> "no status file for " + file);
    return text(file);
  }

  private void awaitValue(String pid, String key, String value) {
    TestDaemon.await(
        () -> value == null ? value(pid, key) == null : value.equals(value(pid, key)),
        () -> pid + " has " + key + " = " + value(pid, key));
  }

  private String value(String pid, String key) {
    try {
      Configuration configuration = configuration(pid);
      Dictionary<String, Object> values =
          configuration == null ? null : configuration.getProperties();
      return values == null ? null : (String) values.get(key);
    } catch (IllegalStateException e) {
      return null; // deleted meanwhile
    }
  }

  private Configuration configuration(String pid) {
    try {
      Configuration[] found =
          daemon.service(ConfigurationAdmin.class).listConfigurations("(service.pid=" + pid + ")");
      return found == null ? null : found[0];
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
