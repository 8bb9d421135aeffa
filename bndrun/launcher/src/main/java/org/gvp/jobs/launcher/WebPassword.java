package org.gvp.jobs.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The generated password of the web user admin: made once, readable by its owner alone. */
final class WebPassword {
  private WebPassword() {}

  static Path file(Home home) {
    return home.data().resolve("web-password");
  }

  static String readOrCreate(Home home) throws IOException {
    Path file = file(home);
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    byte[] bytes = new byte[18];
    new SecureRandom().nextBytes(bytes);
    String password = Base64.getUrlEncoder().encodeToString(bytes);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, password + "\n");
    return password;
  }
}
