-- wakeDaemons: has the daemons look for jobs of these types, of each the time when its first is due.
select pg_notify('gvp_jobs', t.type::text)
from unnest(:types::integer[], :runAts::timestamptz[]) as t(type, run_at)
where coalesce(t.run_at, '-infinity') <= clock_timestamp()
