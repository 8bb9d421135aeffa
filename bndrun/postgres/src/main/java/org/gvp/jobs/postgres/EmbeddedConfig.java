package org.gvp.jobs.postgres;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an {@link EmbeddedServer} is made of.
 *
 * @param data the folder of its data, made if missing
 * @param binaries the folder that PostgreSQL's programs are unpacked into, made if missing
 * @param port where it listens; 0 for any free port
 * @param credentials the file with its passwords, made if missing
 * @param settings what differs from the settings for daily use
 */
public record EmbeddedConfig(
    Path data, Path binaries, int port, Path credentials, Map<String, String> settings) {

  /** Makes the paths absolute and keeps a copy of the settings. */
  public EmbeddedConfig {
    data = data.toAbsolutePath().normalize();
    binaries = binaries.toAbsolutePath().normalize();
    credentials = credentials.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
  }

  /** The server of a daemon's home. */
  public static EmbeddedConfig ofHome(Path home, int port) {
    Path data = home.resolve("data");
    return new EmbeddedConfig(
        data.resolve("postgres"),
        data.resolve("postgres-programs"),
        port,
        data.resolve("postgres.properties"),
        Map.of());
  }

  /** This server with its programs in a folder that several servers share. */
  public EmbeddedConfig withBinaries(Path folder) {
    return new EmbeddedConfig(data, folder, port, credentials, settings);
  }

  /** This server with another setting. */
  public EmbeddedConfig with(String setting, String value) {
    Map<String, String> changed = new TreeMap<>(settings);
    changed.put(setting, value);
    return new EmbeddedConfig(data, binaries, port, credentials, changed);
  }

  /** Every setting of the server that is not PostgreSQL's default. */
  Map<String, String> serverSettings(int actualPort) {
    Map<String, String> all = new TreeMap<>();
    all.put("listen_addresses", "127.0.0.1");
    all.put("port", Integer.toString(actualPort));
    all.put("unix_socket_directories", "");
    all.put("password_encryption", "scram-sha-256");
    // A commit that was reported is kept, whatever happens.
    all.put("fsync", "on");
    all.put("synchronous_commit", "on");
    all.put("full_page_writes", "on");
    all.put("max_connections", "200");
    all.put("shared_buffers", "256MB");
    all.put("max_wal_size", "4GB");
    all.put("wal_compression", "on");
    all.put("jit", "off");
    all.put("timezone", "UTC");
    // A week of logs beside the data, overwritten day by day.
    all.put("logging_collector", "on");
    all.put("log_timezone", "UTC");
    all.put("log_filename", "postgresql-%a.log");
    all.put("log_truncate_on_rotation", "on");
    all.put("log_rotation_size", "0");
    all.putAll(settings);
    return all;
  }
}
