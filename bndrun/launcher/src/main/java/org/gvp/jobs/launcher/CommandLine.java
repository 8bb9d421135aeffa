package org.gvp.jobs.launcher;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What was typed behind the jar's name.
 *
 * @param command what to do
 * @param statement the SQL of {@link Command#SQL}, {@code -} for the standard input, or of {@link
 *     Command#AGENTS}; else null
 * @param verify what {@link Command#VERIFY} is to look at; else null
 */
record CommandLine(Command command, String statement, VerifyOptions verify) {
  /** What the jars can do. */
  enum Command {
    /** Run the daemon. */
    RUN,
    /** Say how the daemon on this home is. */
    STATUS,
    /** Run a statement on the register. */
    SQL,
    /** Say whether the daemon could run here. */
    CHECK,
    /** Have agents go back, stand by or be tried again. */
    AGENTS,
    /** Bring the register's schema up to this version. */
    MIGRATE,
    /** Say whether a jar would be accepted as an agent. */
    VERIFY,
    /** Break daemons and their database, and judge what became of the jobs. */
    PROVE,
    /** Say what can be typed. */
    HELP,
    /** Say which version this is. */
    VERSION
  }

  static CommandLine parse(String... arguments) {
    List<String> words = Arrays.asList(arguments);
    Command command = words.isEmpty() ? Command.RUN : command(words.get(0));
    if (command == Command.VERIFY) {
      return new CommandLine(command, null, VerifyOptions.parse(words.subList(1, words.size())));
    } else if (command == Command.AGENTS) {
      return new CommandLine(command, AgentLever.statement(words.subList(1, words.size())), null);
    }
    int expected = command == Command.SQL ? 2 : 1;
    if (words.size() > expected) {
      throw new UsageException(
          "'" + words.get(expected) + "' is one word too many" + (expected == 2 ? QUOTE : ""));
    }
    if (command != Command.SQL) {
      return new CommandLine(command, null, null);
    }
    if (words.size() < 2 || words.get(1).isBlank()) {
      throw new UsageException("sql needs a statement" + QUOTE);
    }
    return new CommandLine(command, words.get(1), null);
  }

  private static final String QUOTE = ": put the statement in quotes, or '-' to read it from stdin";

  private static Command command(String word) {
    return switch (word) {
      case "-h", "-?", "--help" -> Command.HELP;
      case "-v", "--version" -> Command.VERSION;
      default ->
          Arrays.stream(Command.values())
              .filter(command -> command.name().toLowerCase(Locale.ROOT).equals(word))
              .findFirst()
              .orElseThrow(
                  () ->
                      new UsageException(
                          "there is no command '"
                              + word
                              + "'; there are run, status, sql, check, agents, migrate, verify,"
                              + " prove, help and version"));
    };
  }

  static String help(String jar) {
    StringBuilder text =
        new StringBuilder(
            """
            java -jar %s.jar [command]

              run          run the daemon in the foreground (the default)
              status       say how the daemon on this home is
              sql "..."    run a statement on the register; 'sql -' reads it from stdin
              check        say whether the daemon could run here, and what to do if not
              agents rollback|drain|retry <symbolic name> [--node <node>] [--reason "..."]
                           have an agent's version before serve again, give it no jobs, or take
                           the content of its file anew; on all daemons, or on one
              migrate      bring the register up to this version, as its owner
              verify my.jar [--daemon VERSION|JAR] [--junit FILE]
                           say whether the jar would be accepted as an agent: exit code 0 if so,
                           1 if it would be rejected, 2 if there is no answer; another daemon
                           answers by its own jar, whose path is given or which lies beside this
                           one as gvp-jobs-VERSION.jar; FILE is written for build servers
              prove        in two minutes, break daemons and a database of their own, and judge
                           what became of their jobs; the sandbox's jar only
              help         this text
              version      the version

            Environment:
            """
                .formatted(jar));
    for (Variable variable : Variable.values()) {
      text.append("  %-28s %s%n".formatted(variable.variable(), variable.meaning()));
    }
    return text.toString().stripTrailing();
  }
}
