package org.gvp.jobs.benchmark.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/**
 * Obeys commands, a line each, and answers each with a line of numbers:
 *
 * <ul>
 *   <li>{@code expect JOBS ACTIONS_PER_JOB MARK TIMES}: counts from nothing
 *   <li>{@code release}: has the agent serve from now on
 *   <li>{@code await COUNT MILLIS}: waits; answers how many were performed
 *   <li>{@code report}: answers how many different ones were, and the microseconds to the mark
 *   <li>{@code times FILE}: writes when each one started
 *   <li>{@code create FROM COUNT ACTIONS_PER_JOB}: creates jobs; answers the nanoseconds
 * </ul>
 */
final class Control {
  private final BundleContext context;
  private final Producer producer;
  private final Tally tally = new Tally();

  Control(BundleContext context, Producer producer) {
    this.context = context;
    this.producer = producer;
  }

  /** Serves one connection after the other until the socket is closed. */
  void serve(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.setTcpNoDelay(true);
        serve(socket);
      } catch (IOException e) {
        // Closed, or the benchmark has gone: there is nobody to tell.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(obey(line.split(" ")));
    }
  }

  private String obey(String[] words) throws IOException, InterruptedException {
    try {
      return switch (words[0]) {
        case "expect" -> {
          boolean times = Boolean.parseBoolean(words[4]);
          tally.expect(number(words[1]), number(words[2]), number(words[3]), times);
          yield "0";
        }
        case "release" -> {
          tally.begin();
          context.registerService(Tally.class, tally, null);
          yield "0";
        }
        case "await" -> Integer.toString(tally.await(number(words[1]), number(words[2])));
        case "report" -> tally.distinct() + " " + tally.markMicros();
        case "times" -> {
          tally.writeTimes(Path.of(words[1]));
          yield "0";
        }
        case "create" -> {
          yield Long.toString(
              producer.create(number(words[1]), number(words[2]), number(words[3])));
        }
        default -> "error: no such command: " + words[0];
      };
    } catch (RuntimeException e) {
      return "error: " + e;
    }
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }
}
