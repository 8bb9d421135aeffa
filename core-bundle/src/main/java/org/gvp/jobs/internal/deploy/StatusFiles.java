package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;
import org.gvp.jobs.job.JobTypeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says beside a file of ops what became of it: {@code <file>.status}, a few lines of text. */
final class StatusFiles {
  /** How their names end. */
  static final String SUFFIX = ".status";

  private static final Logger LOG = LoggerFactory.getLogger(StatusFiles.class);

  private final Path folder;
  private boolean warned;

  StatusFiles(Path folder) {
    this.folder = folder;
  }

  void write(DeployedAgent agent) {
    StringBuilder text = new StringBuilder();
    line(text, "state", agent.state());
    line(text, "since", agent.since());
    line(text, "symbolic name", agent.symbolicName());
    line(text, "version", agent.version());
    if (!agent.types().isEmpty()) {
      line(
          text,
          "types",
          agent.types().stream().map(JobTypeKey::toString).collect(Collectors.joining(", ")));
    }
    Rejection rejection = agent.rejection();
    if (rejection != null) {
      if (agent.state().serves()) {
        line(text, "note", "the content of the file now was rejected; the version above serves on");
      }
      line(text, "code", rejection.code());
      line(text, "cause", rejection.text());
      line(text, "cure", rejection.fix());
    }
    write(agent.file(), text.toString());
  }

  private static void line(StringBuilder text, String key, Object value) {
    if (value != null) {
      text.append(key).append(": ").append(value.toString().replace('\n', ' ')).append('\n');
    }
  }

  /** Writes text beside the file. A folder that cannot be written to is no reason to stop. */
  void write(String file, String text) {
    Path status = folder.resolve(file + SUFFIX);
    Path part = folder.resolve(file + SUFFIX + ".tmp");
    try {
      Files.write(part, text.getBytes(StandardCharsets.UTF_8));
      Files.move(part, status, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      warn(status, e);
    }
  }

  void remove(String file) {
    Path status = folder.resolve(file + SUFFIX);
    try {
      Files.deleteIfExists(status);
    } catch (IOException e) {
      warn(status, e);
    }
  }

  /** Removes those whose file is no longer there. */
  void removeStale() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path status : files) {
        String name = status.getFileName().toString();
        String file = name.substring(0, name.length() - SUFFIX.length());
        if (!Files.exists(folder.resolve(file))) {
          remove(file);
        }
      }
    } catch (IOException e) {
      warn(folder, e);
    }
  }

  private void warn(Path status, IOException e) {
    if (!warned) {
      warned = true;
      LOG.warn(
          "cannot write {}: {}; the log alone will say what becomes of the files in {}",
          status,
          e.toString(),
          folder);
    }
  }
}
