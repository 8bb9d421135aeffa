-- A night's work: jobs in every status, agents that serve and one that was rejected, schedules.
insert into gvp_jobs.node (node, version, started_at, lease_until) values
  ('node-b', '1.0.0', clock_timestamp() - interval '9 hours', clock_timestamp() - interval '3 hours'),
  ('node-a', '1.0.0', clock_timestamp() - interval '26 hours', clock_timestamp() + interval '1 day');
insert into gvp_jobs.job_type (job_type, custom_type, unserved_since) values
  ('ProductsIntegrationCatalogExporter', null, null), ('ProductsIntegrationUpdatePurchases', null, null),
  ('CMGUserSynchronizer', null, clock_timestamp() - interval '5 hours'), ('Custom', 'acme.Invoice', null)
on conflict do nothing;
insert into gvp_jobs.agent_version (symbolic_name, version) values
  ('org.gvp.jobs.agent.catalogexporter', '1.4.0'), ('org.gvp.jobs.agent.updatepurchases', '1.0.2');
insert into gvp_jobs.node_agent (incarnation, file, symbolic_name, version, state, code, reason, types, since)
select n.incarnation, v.* from (select max(incarnation) as incarnation from gvp_jobs.node) n,
(select 'catalog-exporter-1.4.0.jar', 'org.gvp.jobs.agent.catalogexporter', '1.4.0', 'SERVING', null, null,
   array(select id from gvp_jobs.job_type where job_type = 'ProductsIntegrationCatalogExporter'), clock_timestamp() - interval '26 hours'
 union all
 select 'update-purchases-1.0.2.jar', 'org.gvp.jobs.agent.updatepurchases', '1.0.2', 'SERVING', null, null,
   array(select id from gvp_jobs.job_type where job_type = 'ProductsIntegrationUpdatePurchases'), clock_timestamp() - interval '20 hours'
 union all
 select 'acme-invoice.jar', 'com.acme.invoice', '0.9.0', 'SERVING', null, null,
   array(select id from gvp_jobs.job_type where custom_type = 'acme.Invoice'), clock_timestamp() - interval '2 hours'
 union all
 select 'user-sync-2.1.0.jar', 'com.acme.usersync', '2.1.0', 'REJECTED', 'UNRESOLVED',
   'Needs package com.acme.crm 3.x, which no bundle here exports: drop the bundle that has it, or embed it in the jar',
   '{}'::integer[], clock_timestamp() - interval '41 minutes') v;

do $$
#variable_conflict use_column
declare
  film constant text[] := array['Metropolis', 'City Lights', 'The Kid', 'Modern Times', 'Sunrise', 'The General',
    'Nosferatu', 'Pandora''s Box', 'Safety Last!', 'Greed', 'Sherlock Jr.', 'The Gold Rush'];
  night timestamptz;
  job bigint;
  listed integer;
  fail boolean;
begin
  for i in 1 .. 140 loop
    night := clock_timestamp() - (160 - i) * interval '9 minutes';
    listed := 3 + (i * 7) % 40;
    fail := i % 23 = 0;
    if i % 3 = 0 then
      job := gvp_jobs.create_job('update purchases ' || to_char(night at time zone 'UTC', 'YYYY-MM-DD HH24:MI'),
        'ProductsIntegrationUpdatePurchases', '{"batch": 500}', priority => 3);
    else
      job := gvp_jobs.create_job('catalog export ' || to_char(night at time zone 'UTC', 'YYYY-MM-DD HH24:MI'),
        'ProductsIntegrationCatalogExporter', '{"since": "2026-11-21T00:00:00Z", "region": "north"}',
        '{"endpoint": "https://gal:secret@north.example/v1", "apiKey": "k-9911", "timeout_ms": 5000}',
        actions => (select jsonb_agg(jsonb_build_object('action_type', 'put', 'label', film[1 + (n + i) % 12],
          'media_type', 'Movie', 'reference_id', 'MOV-' || (1000 + n), 'parameters', jsonb_build_object('hash', md5(n::text))))
          from generate_series(1, listed) n));
    end if;
    update gvp_jobs.job_detail d set created_at = night where d.id = job;
    if i <= 128 then
      update gvp_jobs.job_open o set status = 'Started', token = o.token + 1, owner = 2, claimed_at = night + interval '2 s',
        start_time = night + interval '2 s', agent = 1 + (i % 3 = 0)::integer where o.id = job;
      if i % 3 <> 0 then
        insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, token, status, start_date, end_date, code, reason, results)
        select job, n, 1, 1, 0, 1, case when fail and n % 3 = 0 then 'Fail' else 'Finished' end::gvp_jobs.action_status,
          night + n * interval '1 s', night + n * interval '1.2 s',
          case when fail and n % 3 = 0 then 'http-422' end,
          case when fail and n % 3 = 0 then 'GAL North refused the film: licence window ends before it starts' end,
          case when fail and n % 3 = 0 then null else jsonb_build_object('version', n, 'contentHash', md5(n::text), 'replayed', false) end
        from generate_series(1, listed) n;
      end if;
      insert into gvp_jobs.job_ended (id, start_time, claimed_at, finish_time, type_id, owner, agent, token, actions,
        failed_actions, from_status, status, priority, plan_version, attempts, crashes)
      select o.id, o.start_time, o.claimed_at, night + listed * interval '1.3 s', o.type_id, o.owner, o.agent, o.token + 1, o.actions,
        case when fail and i % 3 <> 0 then listed / 3 else 0 end, 'Started', case when fail then 'Fail' else 'Finished' end::gvp_jobs.job_status,
        o.priority, 0, 0, 0 from gvp_jobs.job_open o where o.id = job;
      if fail then
        insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, owner, agent, from_status, to_status, cause, code, reason)
        values (job, 1, night, night + listed * interval '1.3 s', 2, 1, 'Started', 'Fail', 'failed', 'actions-failed',
          listed / 3 || ' of ' || listed || ' actions failed for good');
      end if;
      delete from gvp_jobs.job_open o where o.id = job;
    elsif i = 130 then
      perform gvp_jobs.stop_job(job, 'licence team asked to wait');
    elsif i = 131 then
      update gvp_jobs.job_open o set status = 'Started', token = 1, owner = 2, claimed_at = night, start_time = night, agent = 1 where o.id = job;
      insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, owner, agent, from_status, to_status, cause, code, reason)
      values (job, 1, night, night + interval '30 s', 2, 1, 'Started', 'Error', 'retry', 'timeout',
        'PUT https://user:hunter2@north.example/v1/catalog/films/MOV-1004 timed out after 5000 ms');
      insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, token, status, start_date, end_date, next_try, code, reason)
      select job, n, 1, 1, 0, 1, case when n = 4 then 'Error' else 'Finished' end::gvp_jobs.action_status, night, night,
        case when n = 4 then clock_timestamp() + interval '50 s' end, case when n = 4 then 'timeout' end,
        case when n = 4 then 'PUT timed out after 5000 ms; Authorization: Bearer abcdef123456' end from generate_series(1, 6) n;
      update gvp_jobs.job_open o set status = 'Error', token = 2, owner = null, claimed_at = null, agent = null, unusual = true,
        run_at = clock_timestamp() + interval '50 s' where o.id = job;
    elsif i = 133 then
      update gvp_jobs.job_open o set status = 'Started', token = 1, owner = 2, claimed_at = clock_timestamp() - interval '40 s',
        start_time = clock_timestamp() - interval '40 s', agent = 1 where o.id = job;
      insert into gvp_jobs.claim_ledger (owner, at, ids) values (2, clock_timestamp(), array[job]);
      insert into gvp_jobs.action_begun values (job, 1, 1, 12, clock_timestamp());
      insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, token, status, start_date, end_date, results)
      select job, n, 1, 1, 0, 1, 'Finished', clock_timestamp() - interval '30 s', clock_timestamp() - interval '29 s', '{"version": 3}'
      from generate_series(1, 9) n;
    end if;
  end loop;
  perform gvp_jobs.create_job('user sync ' || n, 'CMGUserSynchronizer', media_type => 'User', reference_id => 'U-' || n)
  from generate_series(1, 3) n;
  perform gvp_jobs.create_job('invoice run, November', 'Custom', custom_type => 'acme.Invoice', publish => false,
    parameters => '{"customer": 9007199254740993, "card": "4111 1111 1111 1111"}');
end $$;
insert into gvp_jobs.schedule (name, definition, type_id, cron, zone, enabled, missed, overlap, next_fire, updated_at, updated_by)
select s.name, '', t.id, s.cron, 'America/Sao_Paulo', s.enabled, 'once', 'skip', s.next_fire, clock_timestamp(), 'node-a'
from (values ('nightly-export', '0 0 2 * * ?', true, clock_timestamp() + interval '6 hours', 'ProductsIntegrationCatalogExporter'),
  ('update-purchases', '0 */30 * * * ?', true, clock_timestamp() + interval '12 minutes', 'ProductsIntegrationUpdatePurchases'),
  ('weekly-clean', '0 0 4 ? * SUN', false, null, 'ProductsIntegrationCatalogExporter')) s (name, cron, enabled, next_fire, type)
join gvp_jobs.job_type t on t.job_type = s.type;
insert into gvp_jobs.schedule_fire values
  ('nightly-export', clock_timestamp() - interval '18 hours', 'ran', 40, clock_timestamp(), 'node-a'),
  ('update-purchases', clock_timestamp() - interval '18 minutes', 'ran', 126, clock_timestamp(), 'node-a'),
  ('weekly-clean', clock_timestamp() - interval '40 hours', 'missed', null, clock_timestamp(), 'node-a');
