package org.gvp.jobs.benchmark.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.gvp.jobs.register.JobRegister;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes the benchmark's commands on a loopback port, whose number it leaves in the daemon's folder
 * for temporary files as soon as the register is there.
 */
@Component(
    immediate = true,
    service = {})
public final class ControlComponent {
  /** The file with the port. */
  public static final String PORT_FILE = "benchmark-port";

  private final ServerSocket server;

  /** Called by DS. */
  @Activate
  public ControlComponent(BundleContext context, @Reference JobRegister register)
      throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Control control = new Control(context, new Producer(register));
    Thread thread = new Thread(() -> control.serve(server), "benchmark control");
    thread.setDaemon(true);
    thread.start();
    Path file = Path.of(System.getProperty("java.io.tmpdir"), PORT_FILE);
    Path written = file.resolveSibling(PORT_FILE + ".new");
    Files.writeString(written, Integer.toString(server.getLocalPort()));
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Called by DS. */
  @Deactivate
  public void deactivate() throws IOException {
    server.close();
  }
}
