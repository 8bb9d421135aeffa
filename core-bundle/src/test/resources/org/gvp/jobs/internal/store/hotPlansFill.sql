-- 1,200,000 jobs, due in the order of their ids, of ten priorities but most of one. The first 3,000
-- behind the first 200,000 run on a living daemon, the 512 behind them on a lost one. Straight into
-- the tables, without triggers: every row is one that the daemon could have written.
set session_replication_role = replica;
insert into gvp_jobs.node (node, version, started_at, lease_until, revoked) values
  ('alive', '1.0.0', clock_timestamp(), clock_timestamp() + interval '1 day', false),
  ('lost', '1.0.0', clock_timestamp(), clock_timestamp(), true);
insert into gvp_jobs.job_open (id, run_at, type_id, priority, token, status, owner, claimed_at, actions, unusual)
select n, clock_timestamp() - interval '1 hour' + n * interval '1 millisecond', 1,
  case when n % 20 < 10 then 5 else n % 10 end, s.held::integer,
  case when s.held then 'Started' when n % 1000 = 0 then 'Error' else 'Waiting' end::gvp_jobs.job_status,
  case when n > 203000 and s.held then 2 when s.held then 1 end,
  case when s.held then clock_timestamp() end, case n when 200001 then 1000 end,
  n % 1000 = 0 and not s.held
from generate_series(1, 1200000) n, lateral (select n between 200001 and 203512 as held) s;
insert into gvp_jobs.job_detail (id, created_at, name, media_type, reference_id, parameters)
select n, clock_timestamp(), 'a job of the many', 'Movie', 'MOV-' || n % 5000, '{"days": 7}'
from generate_series(1, 1200000) n;
insert into gvp_jobs.claim_ledger (owner, at, ids)
select case when n > 203000 then 2 else 1 end, clock_timestamp(), array_agg(n)
from generate_series(200001, 203512) n group by n / 500, n > 203000;
insert into gvp_jobs.action (job_id, action_no, label, media_type, reference_id)
select case when n > 1000 then n else 200001 end, n, 'action ' || n, 'Movie', 'MOV-' || n
from generate_series(1, 100000) n;
insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, token, status)
select job_id, action_no, 1, 1, 0, 1, 'Finished' from gvp_jobs.action where job_id <> 200001 or action_no <= 300;
insert into gvp_jobs.action_begun (job_id, token, first_no, last_no, at)
values (200001, 1, 1, 500, clock_timestamp());
insert into gvp_jobs.job_unique_key select 'key ' || n, n from generate_series(200001, 250000) n;
insert into gvp_jobs.schedule_fire (schedule, nominal_time, outcome, job_id, at, node)
select 'nightly', clock_timestamp() - n * interval '1 day', 'ran', n, clock_timestamp(), 'alive'
from generate_series(1, 5000) n;
select setval('gvp_jobs.job_id', 1200000);
