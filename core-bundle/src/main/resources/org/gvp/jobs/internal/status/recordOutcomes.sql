-- recordOutcomes: how actions stand after an attempt, of those jobs that are still held under
-- their token. The lock, in the order of ids, keeps a rescuer out until this has committed, and
-- lets agents' own transactions for other actions of the job go on. A row that is there stays. By
-- token too: a batch may hold what a run of the same job says too late.
with held as (
  select j.id, j.token
  from gvp_jobs.job_open j
  join (select distinct h.id, h.token from unnest(:jobs::bigint[], :tokens::integer[]) h(id, token)) x
    on j.id = x.id and j.token = x.token
  order by j.id
  for share of j
), written as (
  insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, generation, token,
    status, start_date, end_date, next_try, code, reason, results, checkpoint)
  select x.job_id, x.action_no, x.seq, x.attempt, x.retries, x.generation, x.token,
    x.status::gvp_jobs.action_status, x.start_date::timestamptz, x.end_date::timestamptz,
    x.next_try::timestamptz, x.code, x.reason, x.results::jsonb, x.checkpoint::jsonb
  from unnest(:jobs::bigint[], :actions::integer[], :seqs::integer[], :attempts::integer[],
    :retries::integer[], :generations::integer[], :tokens::integer[], :statuses::text[],
    :startDates::text[], :endDates::text[], :nextTries::text[], :codes::text[], :reasons::text[],
    :results::text[], :checkpoints::text[])
    as x(job_id, action_no, seq, attempt, retries, generation, token, status, start_date, end_date,
         next_try, code, reason, results, checkpoint)
  join held on held.id = x.job_id and held.token = x.token
  on conflict do nothing
)
select id from held
