package org.gvp.jobs.postgres;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The passwords of the embedded server: made once, kept in a file that only its owner can read.
 *
 * @param port where the server listened when it was last started
 * @param password of the register's owner
 * @param superuserPassword of the user postgres
 */
record Credentials(int port, String password, String superuserPassword) {
  static Credentials create() {
    return new Credentials(0, random(), random());
  }

  static Credentials read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return new Credentials(
        Integer.parseInt(value(file, properties, "port")),
        value(file, properties, "password"),
        value(file, properties, "superuser.password"));
  }

  private static String value(Path file, Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new EmbeddedServerException(
          file + " has no '" + name + "': bring the file back from a copy of the home");
    }
    return value;
  }

  Credentials withPort(int newPort) {
    return new Credentials(newPort, password, superuserPassword);
  }

  void write(Path file) throws IOException {
    Folders.writeSecret(
        file,
        """
        # The embedded PostgreSQL of this home. Do not edit: the server knows these passwords.
        port=%d
        database=%s
        user=%s
        password=%s
        superuser=postgres
        superuser.password=%s
        """
            .formatted(
                port, EmbeddedServer.DATABASE, EmbeddedServer.USER, password, superuserPassword));
  }

  private static String random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
