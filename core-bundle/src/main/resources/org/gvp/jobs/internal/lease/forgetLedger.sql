-- forgetLedger: the claims of lost daemons that hold no job any more.
delete from gvp_jobs.claim_ledger l using gvp_jobs.node n
where n.incarnation = l.owner and n.revoked and not exists (
  select from unnest(l.ids) x(id)
  join gvp_jobs.job_open j on j.id = x.id and j.owner = l.owner)
