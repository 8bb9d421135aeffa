-- forgetJobs: deletes the first ended jobs of a range of ids that the rules let go, with all that
-- belongs to them. Locked first, so that none is redriven at the same time; open jobs have no row in
-- job_ended. A job with very many actions goes alone. The lateral join keeps the order of the ids: any
-- other would sort all of the range first.
with k as materialized (
  select * from gvp_jobs.keeping(coalesce(:now::timestamptz, clock_timestamp()))
), going as materialized (
  select e.id, greatest(e.actions, 1) as actions
  from gvp_jobs.job_ended e
  cross join lateral (
    select * from k where k.type_id = e.type_id and k.status = e.status limit 1) k
  where e.id >= :first and e.id < :end
    and (e.finish_time < k.gone_before or (e.id < k.keep_from and e.finish_time < k.ended_before))
  order by e.id
  limit {limit}
  for update of e skip locked
), chosen as materialized (
  select id from (
    select id, sum(actions) over (order by id) - actions as before from going) x
  where x.before < :mostActions
), ids as materialized (
  select coalesce(array_agg(id), '{}') as all from chosen
), ended as (
  delete from gvp_jobs.job_ended x
  where x.id = any((select i.all from ids i)::bigint[]) and x.id >= :first and x.id < :end
), detail as (
  delete from gvp_jobs.job_detail x
  where x.id = any((select i.all from ids i)::bigint[]) and x.id >= :first and x.id < :end
), history as (
  delete from gvp_jobs.job_history x
  where x.job_id = any((select i.all from ids i)::bigint[]) and x.job_id >= :first and x.job_id < :end
), action as (
  delete from gvp_jobs.action x
  where x.job_id = any((select i.all from ids i)::bigint[]) and x.job_id >= :first and x.job_id < :end
), begun as (
  delete from gvp_jobs.action_begun x
  where x.job_id = any((select i.all from ids i)::bigint[]) and x.job_id >= :first and x.job_id < :end
), result as (
  delete from gvp_jobs.action_result x
  where x.job_id = any((select i.all from ids i)::bigint[]) and x.job_id >= :first and x.job_id < :end
)
select count(*) as forgotten, max(id) as last from chosen
