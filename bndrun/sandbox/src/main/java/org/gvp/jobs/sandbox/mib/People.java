package org.gvp.jobs.sandbox.mib;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The users of MiB: made-up people with everyday names. */
final class People {
  /** How many there are; their ids run from 1. */
  static final int COUNT = 5_000;

  private static final int SEED = 1924;

  private static final List<String> FIRST_NAMES =
      List.of(
          ("Ana Antonio Beatriz Bruno Camila Carlos Carmen Clara Daniel David Diego Elena Emma"
                  + " Fernando Francisca Gabriel Hugo Inés Isabel Javier Joaquín Jorge José Juan"
                  + " Julia Laura Lucía Luis Manuel María Marta Mateo Miguel Nuria Olga Pablo Pedro"
                  + " Pilar Rafael Ramón Rosa Sara Sergio Sofía Teresa Tomás Valeria Vicente Ximena")
              .split(" "));

  private static final List<String> LAST_NAMES =
      List.of(
          ("Aguilar Álvarez Blanco Cabrera Calvo Campos Castillo Castro Cortés Cruz Delgado Díaz"
                  + " Domínguez Fernández Flores Fuentes García Garrido Gil Gómez González Guerrero"
                  + " Gutiérrez Hernández Herrera Iglesias Jiménez León López Lozano Marín Martínez"
                  + " Medina Molina Moreno Muñoz Navarro Núñez Ortega Ortiz Peña Pérez Prieto Ramírez"
                  + " Ramos Reyes Rodríguez Romero Rubio Ruiz Sánchez Santos Serrano Suárez Torres"
                  + " Vargas Vázquez Vega Vidal")
              .split(" "));

  private People() {}

  /** All of them, as rows of {@code mib.gvp_users}. */
  static CopyText rows(Instant now) {
    Random random = new Random(SEED);
    CopyText rows = new CopyText();
    for (int id = 1; id <= COUNT; id++) {
      String first = FIRST_NAMES.get(random.nextInt(FIRST_NAMES.size()));
      String last = LAST_NAMES.get(random.nextInt(LAST_NAMES.size()));
      int kind = random.nextInt(100);
      rows.add(
          id,
          "ES%08d".formatted(10_000_000 + id * 7919L % 80_000_000),
          first + " " + last,
          "%s.%s.%d@example.com".formatted(ascii(first), ascii(last), id),
          kind < 95 ? "Active" : kind < 98 ? "Suspended" : "Closed",
          random.nextInt(10) < 9 ? "Residential" : "Business",
          List.of("IPTV", "OTT", "IPTV+OTT").get(random.nextInt(3)),
          BigDecimal.valueOf(random.nextInt(4) == 0 ? random.nextInt(10_000) : 0, 2),
          now.minus(Duration.ofMinutes(1L + random.nextInt(600_000))));
    }
    return rows;
  }

  private static String ascii(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .replaceAll("[^A-Za-z]", "")
        .toLowerCase(Locale.ROOT);
  }
}
