package org.gvp.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Locale;
import org.gvp.jobs.launcher.CommandLine.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @Test
  void nothing_typed_runs_the_daemon() {
    assertThat(CommandLine.parse()).isEqualTo(new CommandLine(Command.RUN, null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "run,RUN",
    "status,STATUS",
    "check,CHECK",
    "migrate,MIGRATE",
    "prove,PROVE",
    "help,HELP",
    "--help,HELP",
    "-h,HELP",
    "version,VERSION",
    "--version,VERSION"
  })
  void a_command_is_known_by_its_word(String word, Command command) {
    assertThat(CommandLine.parse(word)).isEqualTo(new CommandLine(command, null, null));
  }

  @Test
  void sql_takes_one_statement() {
    assertThat(CommandLine.parse("sql", "select 1"))
        .isEqualTo(new CommandLine(Command.SQL, "select 1", null));
    assertThat(CommandLine.parse("sql", "-")).isEqualTo(new CommandLine(Command.SQL, "-", null));
    assertThatThrownBy(() -> CommandLine.parse("sql"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("needs a statement");
    assertThatThrownBy(() -> CommandLine.parse("sql", "select", "1"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'1' is one word too many")
        .hasMessageContaining("quotes");
  }

  @Test
  void verify_takes_a_jar_and_options_in_any_order() {
    VerifyOptions options =
        CommandLine.parse("verify", "--junit", "out/r.xml", "my.jar", "--daemon", "1.2.0").verify();
    assertThat(options.jar()).isEqualTo(Path.of("my.jar").toAbsolutePath());
    assertThat(options.junit()).isEqualTo(Path.of("out/r.xml").toAbsolutePath());
    assertThat(options.daemon()).isEqualTo("1.2.0");
    assertThat(CommandLine.parse("verify", "my.jar").verify().daemon()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "verify, needs a jar",
    "verify a.jar b.jar, 'b.jar' is not known",
    "verify --dry a.jar, '--dry' is not known",
    "verify a.jar --junit, --junit needs a value"
  })
  void what_verify_does_not_know_is_refused_with_what_it_knows(String line, String said) {
    assertThatThrownBy(() -> CommandLine.parse(line.split(" ")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(said)
        .hasMessageContaining("verify my.jar [--daemon VERSION|JAR] [--junit FILE]");
  }

  @Test
  void agents_takes_a_lever_and_the_agent_and_says_it_in_sql() {
    assertThat(CommandLine.parse("agents", "rollback", "com.acme.invoice"))
        .isEqualTo(
            new CommandLine(
                Command.AGENTS,
                "select gvp_jobs.rollback_agent('com.acme.invoice') as daemons_told",
                null));
    assertThat(
            CommandLine.parse(
                    "agents", "drain", "com.acme.invoice", "--reason", "it's slow", "--node", "n1")
                .statement())
        .isEqualTo(
            "select gvp_jobs.drain_agent('com.acme.invoice', reason => 'it''s slow',"
                + " node => 'n1') as daemons_told");
  }

  @ParameterizedTest
  @CsvSource({
    "agents, one of drain; retry; rollback",
    "agents retry, one of drain; retry; rollback",
    "agents restart com.acme, one of drain; retry; rollback",
    "agents retry com.acme --nod n1, '--nod' is no option",
    "agents retry com.acme --node, --node needs a value",
  })
  void what_is_no_lever_is_refused_with_those_there_are(String typed, String refusal) {
    assertThatThrownBy(() -> CommandLine.parse(typed.split(" ", -1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(refusal.replace(';', ','));
  }

  @Test
  void what_is_no_command_is_refused_with_those_there_are() {
    assertThatThrownBy(() -> CommandLine.parse("start"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no command 'start'")
        .hasMessageContaining(
            "run, status, sql, check, agents, migrate, verify, prove, help and version");
    assertThatThrownBy(() -> CommandLine.parse("RUN")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> CommandLine.parse("run", "fast"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'fast' is one word too many");
  }

  @Test
  void help_names_every_command() {
    for (Command command : Command.values()) {
      assertThat(CommandLine.help("gvp-jobs"))
          .containsPattern("(?m)^  " + command.name().toLowerCase(Locale.ROOT) + " ");
    }
  }

  @Test
  void help_names_every_variable() {
    for (Variable variable : Variable.values()) {
      assertThat(CommandLine.help("gvp-jobs")).contains(variable.variable(), variable.meaning());
    }
  }
}
