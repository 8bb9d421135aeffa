-- takeTurn: only one daemon at a time forgets; whoever comes second has nothing to do.
select pg_try_advisory_xact_lock(hashtext('gvp_jobs.retention'))
