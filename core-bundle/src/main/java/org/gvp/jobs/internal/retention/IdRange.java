package org.gvp.jobs.internal.retention;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of job ids that has partitions of its own, as a survey found it.
 *
 * @param first its first id
 * @param end the id after its last
 * @param passed whether no job can be created in it any more
 * @param slow whether it took longer than a day to fill, or has not been filled for so long
 * @param staying about how many of its jobs the rules protect, and how many are open
 * @param going about how many of its ended jobs the rules let go
 */
record IdRange(long first, long end, boolean passed, boolean slow, long staying, long going) {

  /** What is to be done about ranges, given in order: at most one piece of work for each. */
  static List<Work> plan(List<IdRange> ranges, long mostKept) {
    List<Work> works = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      IdRange range = ranges.get(i);
      boolean joins =
          range.staying > 0 && i > 0 && ranges.get(i - 1).canGo(mostKept - range.staying);
      boolean small = range.going <= mostKept;
      if (range.canGo(mostKept) && (range.isWorthIt() || (joins && small))) {
        works.add(new Work(true, joins ? ranges.get(i - 1).first : range.first, range.end));
      } else if (range.going > 0 && (range.slow || range.isWorthIt())) {
        works.add(new Work(false, range.first, range.end));
      }
    }
    return works;
  }

  private boolean canGo(long mostKept) {
    return passed && staying <= mostKept;
  }

  private boolean isWorthIt() {
    return going >= staying;
  }

  /**
   * A piece of work on the ids from {@code first} up to {@code end}: to have their partitions
   * dropped and what stays copied into new ones, joined with those of the range before if both keep
   * little; or to delete row by row what goes.
   */
  record Work(boolean drop, long first, long end) {}
}
