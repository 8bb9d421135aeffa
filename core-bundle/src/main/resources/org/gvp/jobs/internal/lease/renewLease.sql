-- renewLease: no row means revoked: nothing that runs here is ours any more.
update gvp_jobs.node
set lease_until = coalesce(:now::timestamptz, clock_timestamp()) + make_interval(secs => :seconds)
where incarnation = :incarnation and not revoked
