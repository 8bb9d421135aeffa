package org.gvp.jobs.platform.galnorth;

import org.osgi.annotation.versioning.ProviderType;

/** GAL North's catalogue. A service; present while its address is configured. Thread-safe. */
@ProviderType
public interface GalNorth {
  /**
   * Brings a film to GAL North: creates it there or replaces it.
   *
   * @param film the film, whole: what is null is cleared
   * @param idempotencyKey {@code <uniqueId>:<contentHash>}; by it the far side knows a repetition
   * @param caller whose request it is; a run that was replaced meanwhile is refused
   * @return what the far side did
   * @throws PeerUnavailableException if it gave no answer that decides: try again, same key
   * @throws PeerRefusedException if it refused for good
   * @throws InterruptedException if the thread is interrupted; the effect is unknown
   */
  FilmAccepted putFilm(Film film, String idempotencyKey, Caller caller)
      throws PeerUnavailableException, PeerRefusedException, InterruptedException;
}
