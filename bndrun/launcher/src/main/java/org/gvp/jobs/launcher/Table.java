package org.gvp.jobs.launcher;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows as people read them in a terminal: aligned columns, numbers to the right.
 *
 * @param names of the columns
 * @param numbers which columns hold numbers
 * @param rows the cells; what is null in the database is empty here
 */
record Table(List<String> names, List<Boolean> numbers, List<List<String>> rows) {
  static Table of(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    List<String> names = new ArrayList<>();
    List<Boolean> numbers = new ArrayList<>();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      names.add(columns.getColumnLabel(column));
      numbers.add(isNumber(columns.getColumnType(column)));
    }
    List<List<String>> rows = new ArrayList<>();
    while (result.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= names.size(); column++) {
        String value = result.getString(column);
        row.add(value == null ? "" : value.replaceAll("\\R", " ").replace('\t', ' '));
      }
      rows.add(row);
    }
    return new Table(names, numbers, rows);
  }

  private static boolean isNumber(int type) {
    return switch (type) {
      case Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.REAL,
          Types.DOUBLE ->
          true;
      default -> false;
    };
  }

  List<String> lines() {
    int[] widths = new int[names.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = width(names.get(column));
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], width(row.get(column)));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(names, widths));
    List<String> rules = new ArrayList<>();
    for (int width : widths) {
      rules.add("-".repeat(width));
    }
    lines.add(String.join("-+-", rules));
    rows.forEach(row -> lines.add(line(row, widths)));
    lines.add(rows.size() == 1 ? "(1 row)" : "(" + rows.size() + " rows)");
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String blank = " ".repeat(widths[column] - width(cell));
      line.append(column == 0 ? "" : " | ");
      line.append(numbers.get(column) ? blank + cell : cell + blank);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
