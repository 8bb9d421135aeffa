-- forgetLedger: the claims of lost daemons that hold no job any more. The owners are found first,
-- for the claims of those that live are many.
delete from gvp_jobs.claim_ledger l
where l.owner = any(array(select n.incarnation from gvp_jobs.node n where n.revoked))
  and not exists (
    select from unnest(l.ids) x(id)
    join gvp_jobs.job_open j on j.id = x.id and j.owner = l.owner)
