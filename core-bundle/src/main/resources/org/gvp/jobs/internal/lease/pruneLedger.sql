-- pruneLedger: our own claims of which no job runs any more.
delete from gvp_jobs.claim_ledger
where owner = :owner and at < coalesce(:now::timestamptz, clock_timestamp()) - interval '1 minute'
  and not ids && :running::bigint[]
