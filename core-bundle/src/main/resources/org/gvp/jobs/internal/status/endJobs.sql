-- endJobs: moves jobs whose run has ended for good, by primary key and token alone: naming the
-- status as well would let the planner use an index full of dead rows. A Fail keeps its words.
with x as (
  select * from unnest(:jobs::bigint[], :tokens::integer[], :statuses::text[], :causes::text[],
    :attempts::integer[], :actions::text[], :planVersions::text[],
    :codes::text[], :reasons::text[], :failedActions::integer[])
    as e(id, token, status, cause, attempts, actions, plan_version, code, reason, failed)
), gone as (
  delete from gvp_jobs.job_open j using x
  where j.id = x.id and j.token = x.token
  returning j.id, j.start_time, j.claimed_at, j.type_id, j.owner, j.agent, j.token, j.keyed,
    coalesce(x.actions::integer, j.actions) as actions, x.failed, j.status as from_status, x.status,
    j.priority, coalesce(x.plan_version::smallint, j.plan_version) as plan_version, x.attempts,
    j.crashes, x.cause, x.code, x.reason
), ended as (
  insert into gvp_jobs.job_ended (id, start_time, claimed_at, finish_time, type_id, owner, agent,
    token, actions, failed_actions, from_status, status, priority, plan_version, attempts, crashes)
  select id, start_time, claimed_at, coalesce(:now::timestamptz, clock_timestamp()), type_id, owner,
    agent, token + 1, actions, failed, from_status, status::gvp_jobs.job_status, priority,
    plan_version, attempts, crashes
  from gone
), history as (
  insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, owner, agent, from_status,
    to_status, cause, code, reason)
  select id, token, coalesce(claimed_at, :now::timestamptz, clock_timestamp()),
    coalesce(:now::timestamptz, clock_timestamp()), owner, agent,
    from_status, 'Fail', cause, code, reason
  from gone where status = 'Fail'
)
select id, keyed from gone
