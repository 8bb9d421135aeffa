-- createJobs: jobs of the probe, one a name, with actions of all kinds: done outside or in the
-- register's own transaction, tried again after a result or an exception, put off. Each signs what
-- it did.
select gvp_jobs.create_job(name, 'Custom', custom_type => 'sandbox.Probe', actions => (
  select jsonb_agg(jsonb_build_object('parameters',
    jsonb_build_object('sign', true, 'sleep_ms', w.sleep_ms)
    || case when n % 2 = 0 then '{"in_transaction": true}' else '{}' end::jsonb
    || case n % 25 when 7 then '{"outcome": "retry"}'
                   when 8 then '{"outcome": "throw"}'
                   when 9 then '{"outcome": "later", "later_ms": 300}' else '{}' end::jsonb)
    order by n)
  from generate_series(1, w.actions) n))
from (values (?::text[], ?::integer, ?::integer)) as w(names, actions, sleep_ms),
     unnest(w.names) with ordinality as named(name, no)
order by no
