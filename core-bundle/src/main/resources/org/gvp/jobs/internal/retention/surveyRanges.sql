-- surveyRanges: what the rules leave of each range of ids, oldest first, by a sample of about 40,000
-- ended jobs of each; of a small range by all. A range is passed once a later id is a day old: until
-- then a producer's transaction may still use an id of it.
with k as materialized (
  select * from gvp_jobs.keeping(coalesce(:now::timestamptz, clock_timestamp()))
), r as materialized (
  select i.first_id, i.end_id, least(100, 4000000 / greatest(c.reltuples, 1)) as percent
  from gvp_jobs.id_ranges() i
  join pg_class c on c.oid = to_regclass('gvp_jobs.job_ended_' || i.no)
)
select r.first_id, r.end_id,
  coalesce(n.created_at < t.now - interval '1 day', false) as passed,
  coalesce(a.created_at < coalesce(n.created_at, t.now) - interval '1 day', false) as slow,
  (s.staying * 100 / r.percent)::bigint + o.open as staying, (s.going * 100 / r.percent)::bigint as going
from r
cross join (select coalesce(:now::timestamptz, clock_timestamp()) as now) t
left join lateral (
  select d.created_at from gvp_jobs.job_detail d
  where d.id >= r.first_id and d.id < r.end_id order by d.id limit 1) a on true
left join lateral (
  select d.created_at from gvp_jobs.job_detail d
  where d.id >= r.end_id order by d.id limit 1) n on true
cross join lateral (
  select count(*) as open from (
    select from gvp_jobs.job_open j
    where j.id >= r.first_id and j.id < r.end_id limit :mostJobs + 1) x) o
cross join lateral (
  select count(*) filter (where x.goes) as going, count(*) filter (where not x.goes) as staying
  from (
    select coalesce(e.finish_time < k.gone_before
      or (e.id < k.keep_from and e.finish_time < k.ended_before), false) as goes
    from gvp_jobs.job_ended e tablesample system (r.percent)
    left join k on k.type_id = e.type_id and k.status = e.status
    where e.id >= r.first_id and e.id < r.end_id) x) s
order by r.first_id
