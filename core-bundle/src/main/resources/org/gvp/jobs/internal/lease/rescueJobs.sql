-- rescueJobs: the second step of a rescue: the jobs are due again as suspects, under new tokens. What
-- an operator asked for before their daemon was lost is done instead.
with x as (
  select * from unnest(:jobs::bigint[], :tokens::integer[], :crashes::integer[], :reasons::text[])
    as e(id, token, crashes, reason)
), held as (
  select j.id, j.claimed_at, j.owner, j.agent, j.token, j.status
  from x join gvp_jobs.job_open j on j.id = x.id and j.token = x.token
), rescued as (
  update gvp_jobs.job_open j
  set status = case when j.status = 'Creating' then 'Creating'
                    when j.stop_requested then 'Stopped' else 'Error' end::gvp_jobs.job_status,
      token = j.token + 1,
      owner = null,
      claimed_at = null,
      run_at = case when j.stop_requested and j.status = 'Started' then 'infinity'
               else coalesce(:now::timestamptz, clock_timestamp()) end,
      stop_requested = false,
      losses = least(j.losses, 32766) + 1,
      crashes = j.crashes + x.crashes,
      unusual = true
  from x
  where j.id = x.id and j.token = x.token
  returning j.id, j.status
)
insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, owner, agent, from_status,
  to_status, cause, code, reason)
select h.id, h.token, h.claimed_at, coalesce(:now::timestamptz, clock_timestamp()), h.owner, h.agent,
  h.status, r.status, 'rescued', 'DAEMON_LOST', x.reason
from held h join rescued r on r.id = h.id join x on x.id = h.id
