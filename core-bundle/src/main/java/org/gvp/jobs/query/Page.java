package org.gvp.jobs.query;

import java.util.List;

/**
 * A page of rows.
 *
 * @param <T> the row
 * @param rows the rows, in the order of the page
 * @param hasPrevious whether there are rows before the first of this page
 * @param hasNext whether there are rows behind the last of this page
 */
public record Page<T>(List<T> rows, boolean hasPrevious, boolean hasNext) {
  /** Keeps a copy of the rows. */
  public Page {
    rows = List.copyOf(rows);
  }
}
