-- lockAdmission: until the transaction ends no other daemon admits jobs; false if one does already.
-- The lock must not outlive a daemon that stands still, on whichever session it is.
select pg_try_advisory_xact_lock(hashtextextended('gvp_jobs.admission', 0)) as locked,
  coalesce(:now::timestamptz, clock_timestamp()) as now,
  set_config('idle_in_transaction_session_timeout', '10s', true)
