-- What others may read: the jobs and their actions, whether ended or not. The union is narrow and
-- joined with the details outside of it, so that a page by id reads no more than its rows.

create view gvp_jobs.job as
select u.id, d.name, t.job_type, t.custom_type, u.status, u.start_time, u.finish_time,
       d.media_type, d.reference_id, d.parameters, d.configuration, u.priority, u.run_at,
       u.attempts, d.created_at, u.actions, u.failed_actions, u.token, u.plan_version, u.losses,
       u.crashes, u.stop_requested, u.suspect, d.unique_key, d.concurrency_key, d.schedule, d.created_by,
       u.claimed_at, n.node, v.symbolic_name || ' ' || v.version as agent
from (
  select id, status, start_time, null::timestamptz as finish_time, priority,
         nullif(run_at, 'infinity') as run_at, attempts, actions, null::integer as failed_actions,
         token, plan_version, losses, crashes, stop_requested, suspect, type_id, claimed_at, owner, agent
  from gvp_jobs.job_open
  union all
  select id, status, start_time, finish_time, priority, null, attempts, actions, failed_actions,
         token, plan_version, 0::smallint, crashes, false, false, type_id, claimed_at, owner, agent
  from gvp_jobs.job_ended
) u
left join gvp_jobs.job_detail d on d.id = u.id
left join gvp_jobs.job_type t on t.id = u.type_id
left join gvp_jobs.node n on n.incarnation = u.owner
left join gvp_jobs.agent_version v on v.id = u.agent;

-- The actions: those listed, and for a job without a list itself as number 0. What a run has begun
-- and not yet recorded is Started, unless it was put off; what a stopped job has not ended is
-- Stopped. A list that is still being made is not there yet.
create view gvp_jobs.job_action as
select a.job_id, a.action_no, a.action_type, a.label, a.media_type, a.reference_id,
       case
         when r.status in ('Finished', 'Fail') then r.status
         when o.status = 'Stopped' then 'Stopped'
         when o.status = 'Started' and (r.token is null or r.token < o.token) and exists (
           select from gvp_jobs.action_begun b
           where b.job_id = a.job_id and b.token = o.token
             and a.action_no between b.first_no and b.last_no
             and (r.next_try is null or r.next_try <= b.at)) then 'Started'
         else coalesce(r.status, 'Waiting')
       end::gvp_jobs.action_status as status,
       r.start_date, r.end_date, coalesce(r.retries, 0) as number_of_retries, a.parameters,
       r.results, coalesce(r.attempt, 0) as attempt, r.code, r.reason, r.next_try, a.key
from gvp_jobs.action a
left join gvp_jobs.job_open o on o.id = a.job_id
left join lateral (
  select * from gvp_jobs.action_result x
  where x.job_id = a.job_id and x.action_no = a.action_no order by x.seq desc limit 1) r on true
where o.id is null or o.actions is not null
union all
select o.id, 0, null, d.name, d.media_type, d.reference_id,
       case
         when o.status in ('Started', 'Stopped') then o.status::text
         else coalesce(r.status::text, 'Waiting')
       end::gvp_jobs.action_status,
       coalesce(r.start_date, o.claimed_at), r.end_date, coalesce(r.retries, 0), d.parameters,
       r.results, coalesce(r.attempt, 0), r.code, r.reason, r.next_try, null
from gvp_jobs.job_open o
join gvp_jobs.job_detail d on d.id = o.id
left join lateral (
  select * from gvp_jobs.action_result x
  where x.job_id = o.id and x.action_no = 0 order by x.seq desc limit 1) r on true
where o.actions is null and o.status <> 'Creating'
union all
select e.id, 0, null, d.name, d.media_type, d.reference_id,
       coalesce(r.status::text, e.status::text)::gvp_jobs.action_status,
       coalesce(r.start_date, e.claimed_at), coalesce(r.end_date, e.finish_time),
       coalesce(r.retries, 0), d.parameters, r.results, coalesce(r.attempt, 1), r.code, r.reason,
       null, null
from gvp_jobs.job_ended e
join gvp_jobs.job_detail d on d.id = e.id
left join lateral (
  select * from gvp_jobs.action_result x
  where x.job_id = e.id and x.action_no = 0 order by x.seq desc limit 1) r on true
where e.actions is null and e.from_status = 'Started';

-- A job's history: what job_history keeps, the run that finished it, and the one that is running.
create view gvp_jobs.job_run as
select h.job_id, h.token, h.claimed_at, h.ended_at, h.from_status, h.to_status, h.cause,
       coalesce(h.actor, n.node) as node, v.symbolic_name || ' ' || v.version as agent,
       h.code, h.reason
from gvp_jobs.job_history h
left join gvp_jobs.node n on n.incarnation = h.owner
left join gvp_jobs.agent_version v on v.id = h.agent
union all
select e.id, e.token - 1, coalesce(e.claimed_at, e.finish_time), e.finish_time, e.from_status,
       e.status, case e.from_status when 'Started' then 'completed'
                 else case when e.owner is null then 'published empty' else 'planned empty' end end,
       n.node, v.symbolic_name || ' ' || v.version, null, null
from gvp_jobs.job_ended e
left join gvp_jobs.node n on n.incarnation = e.owner
left join gvp_jobs.agent_version v on v.id = e.agent
where e.status = 'Finished'
union all
select o.id, o.token, o.claimed_at, null, o.status, null,
       case o.status when 'Creating' then 'planning' else 'running' end,
       n.node, v.symbolic_name || ' ' || v.version, null, null
from gvp_jobs.job_open o
left join gvp_jobs.node n on n.incarnation = o.owner
left join gvp_jobs.agent_version v on v.id = o.agent
where o.owner is not null;
