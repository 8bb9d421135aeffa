-- lockAdmission: until the transaction ends no other daemon admits jobs; false if one does already.
select pg_try_advisory_xact_lock(hashtextextended('gvp_jobs.admission', 0)) as locked,
  coalesce(:now::timestamptz, clock_timestamp()) as now
