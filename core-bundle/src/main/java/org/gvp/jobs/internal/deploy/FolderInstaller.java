package org.gvp.jobs.internal.deploy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.fileinstall.ArtifactInstaller;

/**
 * Takes every file of the watched folders away from fileinstall, which so watches and installs
 * nothing. It returns at once; while nobody deploys, events are dropped, for whoever begins to
 * deploy looks through the folders first.
 */
public final class FolderInstaller implements ArtifactInstaller {
  /** Who does the work. */
  interface Receiver {
    /** The file was added, changed or removed; it answers at once. */
    void touched(Path file);
  }

  private final List<Path> folders;
  private final AtomicReference<Receiver> receiver = new AtomicReference<>();

  /** For files that lie directly in one of the folders. */
  public FolderInstaller(List<Path> folders) {
    this.folders =
        folders.stream().map(folder -> canonical(folder.resolve("any")).getParent()).toList();
  }

  void attach(Receiver newReceiver) {
    receiver.set(newReceiver);
  }

  void detach(Receiver oldReceiver) {
    receiver.compareAndSet(oldReceiver, null);
  }

  /**
   * Says yes by the folder alone, whatever the file: what it said no to, fileinstall would look
   * into and install by itself, under any name.
   */
  @Override
  public boolean canHandle(File artifact) {
    Path parent = canonical(artifact.toPath()).getParent();
    return folders.contains(parent);
  }

  @Override
  public void install(File artifact) {
    pass(artifact);
  }

  @Override
  public void update(File artifact) {
    pass(artifact);
  }

  @Override
  public void uninstall(File artifact) {
    pass(artifact);
  }

  private void pass(File artifact) {
    Receiver now = receiver.get();
    if (now != null) {
      now.touched(canonical(artifact.toPath()));
    }
  }

  static Path canonical(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      Path parent = absolute.getParent();
      return parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      return absolute;
    }
  }
}
