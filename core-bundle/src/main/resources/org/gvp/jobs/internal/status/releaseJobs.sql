-- releaseJobs: ends runs of jobs that will run again, and keeps each run in the history. What an
-- operator has asked for since the daemon last looked is done instead. What is due at once wakes the
-- daemons.
with x as (
  select * from unnest(:jobs::bigint[], :tokens::integer[], :statuses::text[], :causes::text[],
    :attempts::integer[], :frontiers::integer[], :failedBefore::integer[], :actions::text[],
    :planVersions::text[], :codes::text[], :reasons::text[], :runAts::text[])
    as e(id, token, status, cause, attempts, frontier, failed_before, actions, plan_version, code,
         reason, run_at)
), held as (
  select j.id, j.claimed_at, j.owner, j.agent, j.token, j.status as from_status,
    j.stop_requested as stops
  from gvp_jobs.job_open j
  join x on j.id = x.id and j.token = x.token
  order by j.id
  for no key update of j
), released as (
  update gvp_jobs.job_open j
  set status = case when held.stops then 'Stopped' else x.status end::gvp_jobs.job_status,
      token = j.token + 1,
      owner = null,
      claimed_at = null,
      run_at = case when held.stops then 'infinity'
               else coalesce(x.run_at::timestamptz, :now::timestamptz, clock_timestamp()) end,
      attempts = x.attempts,
      frontier = greatest(j.frontier, x.frontier),
      failed = case when x.frontier >= j.frontier then x.failed_before else j.failed end,
      actions = coalesce(x.actions::integer, j.actions),
      plan_version = coalesce(x.plan_version::smallint, j.plan_version),
      unusual = held.stops or x.status in ('Error', 'Creating'),
      losses = 0,
      crashes = 0,
      stop_requested = false
  from x join held on held.id = x.id
  where j.id = x.id and j.token = x.token
  returning j.id, j.status, j.type_id, j.run_at
), history as (
  insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, owner, agent, from_status,
    to_status, cause, code, reason)
  select h.id, h.token, coalesce(h.claimed_at, :now::timestamptz, clock_timestamp()),
    coalesce(:now::timestamptz, clock_timestamp()), h.owner,
    h.agent, h.from_status, r.status, case when h.stops then 'stopped' else x.cause end, x.code,
    x.reason
  from held h join x on x.id = h.id join released r on r.id = h.id
), woken as materialized (
  select pg_notify('gvp_jobs', d.type_id::text)
  from (
    select distinct type_id from released
    where run_at <= coalesce(:now::timestamptz, clock_timestamp())) d
)
select id from released where (select count(*) from woken) is not null
