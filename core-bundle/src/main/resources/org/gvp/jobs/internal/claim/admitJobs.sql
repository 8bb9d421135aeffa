-- admitJobs: of each of these keys, as many due jobs as there is room for, the most urgent first.
-- Whatever else leaves a key at this moment makes more room than is counted here, never less. What
-- somebody has locked is left, so that nobody's open transaction holds the others up.
with room as (
  select k.key_hash, coalesce(r.value, 1) - a.admitted as free
  from unnest(:keys::bigint[]) k(key_hash)
  cross join lateral (
    select o.type_id from gvp_jobs.job_open o
    where o.blocked and o.key_hash = k.key_hash limit 1) b
  join gvp_jobs.job_type t on t.id = b.type_id
  left join gvp_jobs.job_rule r on r.job_type = t.job_type
    and r.custom_type is not distinct from t.custom_type
    and r.action_type is null and r.rule_type = 'KeyConcurrencyLimit'
  cross join lateral (
    select count(*)::integer as admitted from gvp_jobs.job_open o
    where o.key_hash is not null and o.key_hash = k.key_hash and not o.blocked) a
), chosen as (
  select c.id
  from room
  cross join lateral (
    select d.id
    from generate_series(0, 9) p(priority)
    cross join lateral (
      select o.id, o.priority, o.run_at from gvp_jobs.job_open o
      where o.blocked and o.key_hash = room.key_hash and o.priority = p.priority::smallint
        and o.run_at <= :now
      order by o.run_at, o.id
      limit room.free) d
    order by d.priority, d.run_at, d.id
    limit room.free) c
  where room.free > 0
), locked as (
  select o.id from gvp_jobs.job_open o
  where o.id = any(array(select id from chosen))
  order by o.id
  for update skip locked
)
update gvp_jobs.job_open j set blocked = false
where j.id = any(array(select id from locked)) and j.blocked
returning j.id
