-- endLease: the daemon has stopped in order. Revoked all the same: should a job have been left
-- behind, it is rescued at once.
update gvp_jobs.node
set revoked = true, stopped_at = coalesce(:now::timestamptz, clock_timestamp())
where incarnation = :incarnation and not revoked
