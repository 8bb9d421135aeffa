package org.gvp.jobs.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The integrators' guide: its commands and its pieces of code, by the comments before them. */
final class Guide {
  /**
   * A piece of code.
   *
   * @param file where it is from, below the guide's folder
   * @param code its lines
   */
  record Snippet(String file, String code) {}

  private static final Pattern SNIPPET =
      Pattern.compile("<!-- file: (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);

  private static final Pattern COMMAND =
      Pattern.compile("<!-- (run|start)([^>]*) -->\n((?: {4}.*\n|\n)+)");

  private final String text;

  Guide(Path file) throws IOException {
    this.text = Files.readString(file);
  }

  List<Snippet> snippets() {
    List<Snippet> snippets = new ArrayList<>();
    Matcher matcher = SNIPPET.matcher(text);
    while (matcher.find()) {
      snippets.add(new Snippet(matcher.group(1), matcher.group(2)));
    }
    return snippets;
  }

  /**
   * What a reader types, in their order: several lines where one ends in a backslash or a quote.
   */
  List<String> commands() {
    List<String> commands = new ArrayList<>();
    Matcher matcher = COMMAND.matcher(text);
    while (matcher.find()) {
      commands.add(
          matcher
              .group(3)
              .lines()
              .map(line -> line.replaceFirst("^ {4}", ""))
              .collect(Collectors.joining("\n"))
              .strip());
    }
    return commands;
  }
}
