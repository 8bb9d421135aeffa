-- :jobs jobs, spread over statuses and types by their number. Straight into the tables, so that
-- many are quick; every row is one that the daemon could have written.
insert into gvp_jobs.node (node, version, started_at, lease_until)
values ('node-a', '1.0.0', clock_timestamp() - interval '1 hour', clock_timestamp() + interval '1 day');
insert into gvp_jobs.job_type (job_type, custom_type) values
  ('Unit', null), ('MiView', null), ('Custom', 'acme.One'), ('Custom', 'acme.Two') on conflict do nothing;
create temporary table wanted as
select nextval('gvp_jobs.job_id') as id, n,
       case when n % 97 = 0 then 'Stopped' when n % 89 = 0 then 'Error' when n % 83 = 0 then 'Creating'
            when n % 41 = 0 then 'Started' when n % 13 = 0 then 'Fail' when n % 3 = 0 then 'Waiting'
            else 'Finished' end::gvp_jobs.job_status as status,
       (select array_agg(t.id order by t.id) from gvp_jobs.job_type t
        where t.job_type = 'Unit' or t.job_type = 'MiView' or t.custom_type like 'acme.%') as types
from generate_series(1, :jobs) n;
insert into gvp_jobs.job_detail (id, created_at, name, media_type, reference_id, parameters)
select id, clock_timestamp(), 'Job ' || n || case when n % 10 = 0 then ' 100% sure' else '' end,
       case when n % 5 = 0 then 'Movie' end, case when n % 5 = 0 then 'MOV-' || n % 7 end,
       jsonb_build_object('n', n)
from wanted;
insert into gvp_jobs.job_open (id, run_at, type_id, status, priority, unusual, actions, owner, claimed_at, start_time, token)
select id, clock_timestamp(), types[1 + n % 4], case when status = 'Creating' then status else 'Waiting' end, n % 10,
       status in ('Creating', 'Stopped', 'Error'), case when n % 2 = 0 then 3 end, null, null, null, 0
from wanted where status not in ('Finished', 'Fail');
update gvp_jobs.job_open o set status = 'Started', token = 1, owner = 1, claimed_at = clock_timestamp(),
  start_time = clock_timestamp()
from wanted w where w.id = o.id and w.status in ('Started', 'Error');
update gvp_jobs.job_open o set status = w.status, token = o.token + 1, owner = null, claimed_at = null,
  run_at = case when w.status = 'Stopped' then 'infinity' else o.run_at end
from wanted w where w.id = o.id and w.status in ('Stopped', 'Error');
insert into gvp_jobs.claim_ledger (owner, at, ids)
select 1, clock_timestamp(), array_agg(id) from wanted where status = 'Started' group by n % 3 having count(*) > 0;
insert into gvp_jobs.job_ended (id, start_time, claimed_at, finish_time, type_id, owner, token, actions,
  from_status, status, priority, plan_version, attempts, crashes)
select id, clock_timestamp(), clock_timestamp(), clock_timestamp(), types[1 + n % 4], 1, 2,
       case when n % 2 = 0 then 3 end, 'Started', status, n % 10, 0, 0, 0
from wanted where status in ('Finished', 'Fail');
insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, owner, from_status, to_status, cause, code, reason)
select id, 1, clock_timestamp(), clock_timestamp(), 1, 'Started', status,
       case status when 'Fail' then 'failed' else 'retry' end, 'timeout', 'the far side did not answer'
from wanted where status in ('Fail', 'Error');
insert into gvp_jobs.action (job_id, action_no, label) select id, k, 'action ' || k
from wanted, generate_series(1, 3) k where n % 2 = 0 and n <= 1000;
drop table wanted;
analyze gvp_jobs.job_open, gvp_jobs.job_ended, gvp_jobs.job_detail, gvp_jobs.job_history, gvp_jobs.claim_ledger;
