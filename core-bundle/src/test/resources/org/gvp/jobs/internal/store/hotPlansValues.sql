-- Values for the parameters of the statements, by name, or by statement and name.
with batch as (
  select n, 200000 + n as held, 300000 + n as dense, 300000 + n * 40 as sparse from generate_series(1, 512) n
), first as (
  select run_at, id from gvp_jobs.job_open where type_id = 1 and priority = 5 and owner is null
  order by run_at, id limit 1
), mark as (
  select p, m.run_at, coalesce(m.id, 0) as id
  from generate_series(0, 9) p left join lateral (
    select run_at, id from gvp_jobs.job_open where type_id = 1 and priority = p and owner is not null
    order by run_at desc, id desc limit 1) m on true
)
select 'owner', '1' union all select 'agent', '1' union all select 'type', '1'
union all select 'priority', '5' union all select 'leastLosses', '1' union all select 'mostLosses', '1'
union all select 'planVersion', '1' union all select 'claimNo', '1' union all select 'now', null
union all select 'firstRunAt', coalesce((select run_at from first), now())::text
union all select 'firstId', coalesce((select id from first), 1)::text
union all select 'runAts', array_agg(run_at order by p)::text from mark
union all select 'firstDue.ids', array_agg(id order by p)::text from mark
union all select 'claimAtOnce.ids', array_agg(id order by p)::text from mark
union all select 'ids', array_agg(sparse)::text from batch
union all select 'first', min(sparse)::text from batch
union all select 'last', max(sparse)::text from batch
union all select 'readDetailRange.first', min(dense)::text from batch
union all select 'readDetailRange.last', max(dense)::text from batch
union all select 'jobs', array_agg(held)::text from batch
union all select v.name, array_agg(v.value)::text from batch, (values
  ('tokens', '1'), ('actions', '0'), ('endJobs.actions', null), ('releaseJobs.actions', null),
  ('seqs', '1'), ('attempts', '1'), ('retries', '0'), ('generations', '1'), ('statuses', 'Fail'),
  ('releaseJobs.statuses', 'Error'), ('recordOutcomes.statuses', 'Finished'), ('causes', 'failed'),
  ('frontiers', '0'), ('failedBefore', '0'), ('firsts', '1'), ('lasts', '1'), ('planVersions', null), ('failedActions', '1'), ('codes', 'NO'),
  ('reasons', 'never'), ('startDates', '2026-01-01T00:00:00Z'), ('endDates', '2026-01-01T00:00:01Z'),
  ('nextTries', null), ('results', '{}'), ('checkpoints', null), ('owners', '1'), ('crashes', '0'),
  ('singles', 'true'), ('poisons', null), ('losts', 'it')
) v(name, value) group by v.name
union all select 'releaseJobs.runAts', array_agg('2026-01-01T00:00:00Z'::text)::text from batch
union all select 'job', '200001' union all select 'id', '200001' union all select 'token', '1'
union all select 'readShortLists.first', '200001' union all select 'readShortLists.last', '200512'
union all select 'readSingles.first', '200001' union all select 'readSingles.last', '200512'
union all select 'nextPage.first', '301' union all select 'nextPage.last', '800'
union all select 'frontier', '0' union all select 'failed', '0'
union all select 'summarizeActions.actions', '1000' union all select 'incarnation', '1'
union all select 'seconds', '15' union all select 'name', 'nightly'
