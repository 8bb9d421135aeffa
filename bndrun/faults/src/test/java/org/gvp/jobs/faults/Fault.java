package org.gvp.jobs.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gvp.jobs.prove.DaemonProcess;

/** What can be broken, and how it is mended. */
enum Fault {
  /** A daemon is gone without a word; started again, it takes its own jobs over at once. */
  KILL(Kind.RESTART) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      daemon.kill();
    }

    @Override
    void mend(Field field, DaemonProcess daemon) throws Exception {
      daemon.start();
      daemon.awaitReady();
    }
  },
  /** A daemon stands still, perhaps for longer than its lease, and does not know it. */
  PAUSE(Kind.DAEMON) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      daemon.pause();
    }

    @Override
    void mend(Field field, DaemonProcess daemon) throws Exception {
      daemon.goOn();
    }
  },
  /** A daemon stops in order and hands its jobs back. */
  STOP(Kind.RESTART) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      daemon.stop();
    }

    @Override
    void mend(Field field, DaemonProcess daemon) throws Exception {
      daemon.start();
      daemon.awaitReady();
    }
  },
  /** Somebody starts a second daemon on the same home: it must say so and end. */
  SECOND_START(Kind.DAEMON) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      Path output = Files.createTempFile(field.folder(), "second-start", ".out");
      Process second =
          daemon
              .program(Path.of(System.getProperty("java.home")))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        if (!second.waitFor(120, TimeUnit.SECONDS)
            || second.exitValue() != 2
            || !Files.readString(output).contains("another daemon runs on")) {
          throw new AssertionError(
              "a second start on "
                  + daemon.home()
                  + " was not refused: "
                  + Files.readString(output));
        }
      } finally {
        second.destroyForcibly();
      }
    }
  },
  /** The probe's jar is taken away: its jobs wait. */
  DROP_AGENT(Kind.DAEMON) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      Files.move(jar(daemon), jar(daemon).resolveSibling("dropped"));
    }

    @Override
    void mend(Field field, DaemonProcess daemon) throws Exception {
      Files.move(jar(daemon).resolveSibling("dropped"), jar(daemon));
    }
  },
  /** The probe's jar is replaced by a newer one. */
  REPLACE_AGENT(Kind.DAEMON) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      Path part = jar(daemon).resolveSibling("newer");
      AgentVersions.writeNext(jar(daemon), part);
      Files.move(
          part, jar(daemon), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  },
  /** All sessions are ended by the server. */
  TERMINATE_SESSIONS(Kind.DATABASE) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      field
          .register()
          .rows(
              "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                  + " where usename = current_user and pid <> pg_backend_pid()");
    }
  },
  /** The server stands still with all its sessions: nothing answers, nothing is refused. */
  FREEZE_DATABASE(Kind.DATABASE) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      field.signalServer("STOP");
    }

    @Override
    void mend(Field field, DaemonProcess daemon) throws Exception {
      field.signalServer("CONT");
    }
  },
  /** The server is stopped in order and is away for a while. */
  STOP_DATABASE(Kind.DATABASE) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      field.postgres().stop();
    }

    @Override
    void mend(Field field, DaemonProcess daemon) throws Exception {
      field.postgres().start();
    }
  },
  /** The server crashes and must recover. */
  CRASH_DATABASE(Kind.DATABASE) {
    @Override
    void inflict(Field field, DaemonProcess daemon) throws Exception {
      field.signalServer("KILL");
    }

    @Override
    void mend(Field field, DaemonProcess daemon) throws Exception {
      field.postgres().start();
    }
  };

  private static final String PROBE = "gvp-jobs-agent-probe.jar";

  private final Kind kind;

  Fault(Kind kind) {
    this.kind = kind;
  }

  private enum Kind {
    /** One daemon, which goes on by itself. */
    DAEMON,
    /** One daemon, which must be started again, for which it needs the database. */
    RESTART,
    /** The database, and with it all daemons. */
    DATABASE
  }

  /** Whether one daemon is hit; else it is the database, and with it all of them. */
  boolean ofDaemon() {
    return kind != Kind.DATABASE;
  }

  /** Whether it cannot be mended while that other one holds, or the other way round. */
  boolean excludes(Fault other) {
    return kind == Kind.DATABASE && other.kind != Kind.DAEMON
        || other.kind == Kind.DATABASE && kind != Kind.DAEMON;
  }

  /** Breaks. */
  abstract void inflict(Field field, DaemonProcess daemon) throws Exception;

  /** Mends, where it does not mend itself. */
  void mend(Field field, DaemonProcess daemon) throws Exception {}

  private static Path jar(DaemonProcess daemon) {
    return daemon.home().resolve("agents").resolve(PROBE);
  }

  /** Every fault there is. */
  static List<Fault> all() {
    return List.of(values());
  }
}
