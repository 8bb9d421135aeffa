package org.gvp.jobs.internal.testsupport;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stretch of network on this machine that a test can break. Thread-safe. */
public final class TcpProxy implements AutoCloseable {
  /** What becomes of bytes. */
  private enum Line {
    /** They pass. */
    WHOLE,
    /** They vanish without a word; connections seem to be there. */
    FROZEN,
    /** Connections are broken off. */
    CUT
  }

  private final ServerSocket listening;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile Line line = Line.WHOLE;
  private volatile int breaks;

  /** To a port of the loopback interface. */
  public TcpProxy(int target) {
    this.target = target;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listening.getLocalPort();
  }

  /**
   * Lets nothing pass from now on, and tells nobody. Connections of before stay dead for ever, as
   * behind a firewall that has forgotten them.
   */
  public synchronized void freeze() {
    breaks++;
    line = Line.FROZEN;
  }

  /** Breaks all connections off, and those to come. */
  public synchronized void cut() {
    breaks++;
    line = Line.CUT;
    sockets.forEach(TcpProxy::quietly);
  }

  /** Lets new connections pass. */
  public synchronized void mend() {
    line = Line.WHOLE;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "tcp proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        sockets.add(near);
        connect(near);
      } catch (IOException e) {
        // closed, or the server is not there
      }
    }
  }

  private void connect(Socket near) throws IOException {
    int seen = breaks;
    if (line == Line.CUT) {
      near.close();
    } else if (line == Line.WHOLE) {
      try {
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(far);
        start(() -> pass(near, far, seen));
        start(() -> pass(far, near, seen));
      } catch (IOException e) {
        near.close();
      }
    }
  }

  private void pass(Socket from, Socket to, int seen) {
    byte[] bytes = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (seen == breaks) {
          out.write(bytes, 0, read);
          out.flush();
        }
      }
    } catch (IOException e) {
      // broken off, from either side
    }
    if (seen == breaks) { // across a frozen line even the end is not heard
      quietly(from);
      quietly(to);
    }
  }

  @Override
  public void close() {
    quietly(listening);
    sockets.forEach(TcpProxy::quietly);
  }

  private static void quietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
