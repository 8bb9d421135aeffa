-- listStartedJobs: an arm of listJobs. No index may name the status of open jobs, for claiming must
-- stay cheap; the claim ledger knows which ones can be Started, and is short.
(select j.id, j.type_id, j.status, j.priority, nullif(j.run_at, 'infinity') as run_at,
        j.start_time, null::timestamptz as finish_time, j.attempts, j.actions,
        null::integer as failed_actions
 from (select distinct unnest(l.ids) as id from gvp_jobs.claim_ledger l) c
 join gvp_jobs.job_open j on j.id = c.id {join}
 where {where}
 order by j.id {order} limit {limit})
