package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Brings the files that come with the daemon into its home, and renews them with the daemon. What
 * people changed or removed there is theirs: a ledger knows what each start wrote.
 */
final class ShippedFiles {
  private final Path home;
  private final Path ledgerFile;
  private final Map<String, String> ledger = new TreeMap<>();

  /** The ledger lies in the home's data folder. */
  ShippedFiles(Home home) throws IOException {
    this.home = home.path();
    this.ledgerFile = home.data().resolve("shipped.properties");
    if (Files.exists(ledgerFile)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(ledgerFile, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
      properties.stringPropertyNames().forEach(n -> ledger.put(n, properties.getProperty(n)));
    }
  }

  /**
   * Writes what may be written.
   *
   * @param shipped the files by the folder of the home that they belong to
   * @return what was left alone, and why
   */
  List<String> install(Map<String, List<Path>> shipped) throws IOException {
    List<String> leftAlone = new ArrayList<>();
    for (Map.Entry<String, List<Path>> folder : new TreeMap<>(shipped).entrySet()) {
      for (Path file : folder.getValue()) {
        String name = folder.getKey() + "/" + file.getFileName();
        String why = install(name, Files.readAllBytes(file));
        if (why != null) {
          leftAlone.add(name + " (" + why + ")");
        }
      }
    }
    writeLedger();
    return leftAlone;
  }

  private String install(String name, byte[] content) throws IOException {
    Path target = home.resolve(name);
    String shipped = hash(content);
    String written = ledger.get(name);
    if (!Files.exists(target)) {
      if (written != null) {
        return "removed";
      }
      write(target, content);
    } else {
      String present = hash(Files.readAllBytes(target));
      if (!present.equals(shipped)) {
        if (!present.equals(written)) {
          return "changed";
        }
        write(target, content);
      }
    }
    ledger.put(name, shipped);
    return null;
  }

  /** The watcher of these folders must not see half a file. */
  private static void write(Path target, byte[] content) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.write(part, content);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void writeLedger() throws IOException {
    StringBuilder text =
        new StringBuilder("# What the daemon wrote into this home. Not to edit.\n");
    ledger.forEach((name, hash) -> text.append(escape(name)).append('=').append(hash).append('\n'));
    write(ledgerFile, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String escape(String name) {
    return name.replace("\\", "\\\\").replace(" ", "\\ ").replace("=", "\\=").replace(":", "\\:");
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
