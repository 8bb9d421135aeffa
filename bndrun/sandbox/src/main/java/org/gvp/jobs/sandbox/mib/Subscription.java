package org.gvp.jobs.sandbox.mib;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A subscription on sale, a row of {@code mib.gvp_subscriptions}.
 *
 * @param recurrenceType 2 weekly, 3 monthly, 6 yearly
 * @param trialDays how long it may be tried for nothing; 0 for not at all
 * @param active whether it can be bought
 */
record Subscription(
    long id, String name, BigDecimal price, int recurrenceType, int trialDays, boolean active) {

  /** Everything on sale, and two that no longer are. */
  static List<Subscription> all() {
    List<Subscription> all = new ArrayList<>();
    List<String> names =
        List.of(
            "Cinema",
            "Cinema Plus",
            "Series",
            "Series Plus",
            "Sport",
            "Football",
            "Motor",
            "Documentaries",
            "Kids",
            "Music",
            "Classics",
            "Family",
            "Premium Total",
            "World Cinema");
    for (int i = 0; i < names.size(); i++) {
      int price = 399 + i * 137 % 1500;
      all.add(monthly(all.size(), names.get(i), price, List.of(7, 14, 30, 0).get(i % 4), true));
    }
    for (String name : List.of("Cinema", "Sport", "Family", "Premium Total")) {
      all.add(new Subscription(21L + all.size(), name + " (year)", money(9_990), 6, 30, true));
      all.add(new Subscription(21L + all.size(), name + " (week)", money(299), 2, 0, true));
    }
    all.add(monthly(all.size(), "3D Cinema", 999, 7, false));
    all.add(monthly(all.size(), "Festival 2019", 499, 0, false));
    return List.copyOf(all);
  }

  private static Subscription monthly(
      int before, String name, int cents, int trialDays, boolean active) {
    return new Subscription(21L + before, name, money(cents), 3, trialDays, active);
  }

  private static BigDecimal money(int cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  /** How long a period of it is, in days. */
  int periodDays() {
    return switch (recurrenceType) {
      case 2 -> 7;
      case 6 -> 365;
      default -> 30;
    };
  }

  /** All of them as rows. */
  static CopyText rows(List<Subscription> all) {
    CopyText rows = new CopyText();
    for (Subscription s : all) {
      String external = "SUB" + (1000 + s.id);
      String itCode = s.id % 3 == 0 ? null : "IT-" + (70_000 + s.id);
      rows.add(s.id, external, itCode, s.name, s.price, s.recurrenceType, s.trialDays, s.active);
    }
    return rows;
  }
}
