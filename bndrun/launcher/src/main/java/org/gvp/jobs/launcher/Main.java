package org.gvp.jobs.launcher;

import java.util.Map;

/** The command line of the executable jars. */
public final class Main {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private Main() {}

  /** Does what the arguments say and ends the JVM. */
  public static void main(String[] arguments) {
    int status;
    try {
      status = run(CommandLine.parse(arguments), System.getenv());
    } catch (UsageException e) {
      e.problems().forEach(Console::error);
      status = MISUSED;
    } catch (Exception e) {
      Console.error(e.toString());
      e.printStackTrace();
      status = FAILED;
    }
    System.exit(status);
  }

  private static int run(CommandLine line, Map<String, String> environment) throws Exception {
    Assembly assembly = Assembly.ofThisJar();
    switch (line.command()) {
      case HELP -> Console.say(CommandLine.help(assembly.name()));
      case VERSION -> Console.say("GVP Jobs " + assembly.version() + " (" + assembly.name() + ")");
      case VERIFY -> {
        return new VerifyCommand(line.verify(), assembly, environment).run();
      }
      default -> {
        requireSandbox(line.command(), assembly);
        return run(line, assembly, SettingsReader.read(environment, assembly.sandbox()));
      }
    }
    return 0;
  }

  /** The other jar does not even carry the classes that prove. */
  private static void requireSandbox(CommandLine.Command command, Assembly assembly) {
    if (command == CommandLine.Command.PROVE && !assembly.sandbox()) {
      throw new UsageException(
          "prove needs the sandbox, whose log of effects is the witness: java -jar"
              + " gvp-jobs-sandbox.jar prove");
    }
  }

  private static int run(CommandLine line, Assembly assembly, Settings settings) throws Exception {
    return switch (line.command()) {
      case RUN -> new RunCommand(settings, assembly).run();
      case SQL, AGENTS -> new SqlCommand(new Register(settings)).run(line.statement());
      case STATUS -> new StatusCommand(new Home(settings.home()), new Register(settings)).run();
      case CHECK -> new CheckCommand(settings).run();
      case MIGRATE -> new MigrateCommand(settings, assembly).run();
      case PROVE -> new ProveCommand(settings, assembly).run();
      default -> throw new IllegalStateException(line.command() + " needs no settings");
    };
  }
}
