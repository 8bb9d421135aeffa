-- rescueJob: the second step of a rescue: the job is due again as a suspect, under a new token. What
-- an operator asked for before its daemon was lost is done instead.
with held as (
  select id, claimed_at, owner, agent, token, status from gvp_jobs.job_open
  where id = :job and token = :token
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
      suspect = true,
      crashes = j.crashes + :crashes,
      unusual = true
  where j.id = :job and j.token = :token
  returning j.id, j.status
)
insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, owner, agent, from_status,
  to_status, cause, code, reason)
select h.id, h.token, h.claimed_at, coalesce(:now::timestamptz, clock_timestamp()), h.owner, h.agent,
  h.status, r.status, 'rescued', 'DAEMON_LOST', :reason
from held h join rescued r on r.id = h.id
