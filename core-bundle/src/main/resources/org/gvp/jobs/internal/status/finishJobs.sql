-- finishJobs: what endJobs does, for those of which there is nothing else to tell than that all their
-- actions are done: most.
with gone as (
  delete from gvp_jobs.job_open j
  using unnest(:jobs::bigint[], :tokens::integer[]) as x(id, token)
  where j.id = x.id and j.token = x.token
  returning j.id, j.start_time, j.claimed_at, j.type_id, j.owner, j.agent, j.token, j.keyed,
    j.actions, j.status, j.priority, j.plan_version, j.crashes
), ended as (
  insert into gvp_jobs.job_ended (id, start_time, claimed_at, finish_time, type_id, owner, agent,
    token, actions, failed_actions, from_status, status, priority, plan_version, attempts, crashes)
  select id, start_time, claimed_at, coalesce(:now::timestamptz, clock_timestamp()), type_id, owner,
    agent, token + 1, actions, 0, status, 'Finished', priority, plan_version, 0, crashes
  from gone
)
select id, keyed from gone
