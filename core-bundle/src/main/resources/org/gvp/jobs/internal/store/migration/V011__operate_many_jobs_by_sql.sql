-- The operators' levers on many jobs at once, found by a filter. The first call changes nothing and
-- says what it would do; every call answers counts with a few ids. Jobs are locked one after the
-- other by id, so that two operators wait for each other and never deadlock.

create type gvp_jobs.job_filter as (
  job_type text, custom_type text, name_like text, created_from timestamptz,
  created_until timestamptz, ended_from timestamptz, ended_until timestamptz, media_type text,
  reference_id text, code text);

create function gvp_jobs.check_filter(f gvp_jobs.job_filter, most integer, dry_run boolean)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if f is null then
    perform gvp_jobs.refuse('job_type', 'is missing, and so is every other filter',
      'name at least one; created_until => now() means all jobs that there are');
  elsif f.media_type is not null and f.reference_id is null then
    perform gvp_jobs.refuse('reference_id', format('is missing, but media_type is "%s"',
      f.media_type), 'name the thing, or leave media_type away');
  elsif f.job_type is not null and not exists (
      select from gvp_jobs.job_type t where t.job_type = f.job_type) then
    perform gvp_jobs.refuse('job_type', format('there is no job of type "%s"', f.job_type),
      'spell it as in gvp_jobs.job');
  elsif f.custom_type is not null and not exists (
      select from gvp_jobs.job_type t where t.custom_type = f.custom_type) then
    perform gvp_jobs.refuse('custom_type', format('there is no job of type "%s"', f.custom_type),
      'spell it as in gvp_jobs.job');
  elsif most is null or most not between 1 and 100000 then
    perform gvp_jobs.refuse('most', format('must be 1 to 100000, but is %s',
      coalesce(most::text, 'null')), 'do more in several calls');
  elsif dry_run is null then
    perform gvp_jobs.refuse('dry_run', 'is null', 'true to look, false to do it');
  end if;
end $$;

-- Whether a job's last run, or one of its actions as it stands, has that error code.
create function gvp_jobs.has_code(job_id bigint, token integer, code text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from gvp_jobs.job_history h
    where h.job_id = has_code.job_id and h.token = has_code.token - 1 and h.code = has_code.code)
  or exists (
    select from gvp_jobs.action_result r
    where r.job_id = has_code.job_id and r.code = has_code.code and r.status <> 'Finished'
      and not exists (
        select from gvp_jobs.action_result later
        where later.job_id = r.job_id and later.action_no = r.action_no and later.seq > r.seq));
$$;

-- The jobs in those statuses that a filter finds, in the order of their ids. Each call is planned
-- with its own filter: what is null there is not in the plan.
create function gvp_jobs.matching(f gvp_jobs.job_filter, statuses gvp_jobs.job_status[],
  most bigint) returns table (id bigint, status gvp_jobs.job_status)
language plpgsql stable set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  types integer[];
  items bigint[];
  unusual boolean := statuses <@ array['Stopped', 'Error']::gvp_jobs.job_status[];
begin
  if f.job_type is not null or f.custom_type is not null then
    types := array(select t.id from gvp_jobs.job_type t
      where (f.job_type is null or t.job_type = f.job_type)
        and (f.custom_type is null or t.custom_type = f.custom_type));
  end if;
  if f.reference_id is not null then
    items := array(
      select d.id from gvp_jobs.job_detail d
      where d.reference_id = f.reference_id
        and (f.media_type is null or d.media_type = f.media_type)
      union
      select a.job_id from gvp_jobs.action a
      where a.media_type = f.media_type and a.reference_id = f.reference_id);
  end if;
  if 'Fail' = any(statuses) then
    return query
    select e.id, e.status
    from gvp_jobs.job_ended e join gvp_jobs.job_detail d on d.id = e.id
    where e.status = 'Fail'
      and (types is null or e.type_id = any(types))
      and (items is null or e.id = any(items))
      and (f.name_like is null or d.name like f.name_like)
      and (f.created_from is null or d.created_at >= f.created_from)
      and (f.created_until is null or d.created_at < f.created_until)
      and (f.ended_from is null or e.finish_time >= f.ended_from)
      and (f.ended_until is null or e.finish_time < f.ended_until)
      and (f.code is null or gvp_jobs.has_code(e.id, e.token, f.code))
    order by e.id limit most;
  else
    return query
    select o.id, o.status
    from gvp_jobs.job_open o join gvp_jobs.job_detail d on d.id = o.id
    where o.status = any(statuses) and not o.stop_requested
      and (not unusual or o.unusual)
      and (types is null or o.type_id = any(types))
      and (items is null or o.id = any(items))
      and (f.name_like is null or d.name like f.name_like)
      and (f.created_from is null or d.created_at >= f.created_from)
      and (f.created_until is null or d.created_at < f.created_until)
      and (f.code is null or gvp_jobs.has_code(o.id, o.token, f.code))
    order by o.id limit most;
  end if;
end $$;

-- Locks one job, looks whether it is still in one of the statuses, and does it. Answers what was
-- done, or on a dry run what would be.
create function gvp_jobs.operate_one(lever text, job_id bigint, statuses gvp_jobs.job_status[],
  reason text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  j gvp_jobs.job_open;
  e gvp_jobs.job_ended;
begin
  if lever = 'redrive' then
    select * into e from gvp_jobs.job_ended x
    where x.id = job_id and x.status = any(statuses) for update;
    return case when not found then 'left: changed meanwhile'
      when gvp_jobs.redrive_locked(e, reason) then 'redriven'
      else 'left: an open job has its unique key' end;
  end if;
  select * into j from gvp_jobs.job_open o
  where o.id = job_id and o.status = any(statuses) for update;
  if not found then
    return 'left: changed meanwhile';
  elsif lever = 'resume' then
    perform gvp_jobs.resume_locked(j, reason);
    return 'resumed';
  end if;
  return case gvp_jobs.stop_locked(j, reason) when 'Started' then 'asked to stop' else 'stopped' end;
end $$;

create function gvp_jobs.would_one(lever text, job_id bigint, status gvp_jobs.job_status)
returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when lever = 'stop' then
      case status when 'Started' then 'would be asked to stop' else 'would be stopped' end
    when lever = 'resume' then 'would be resumed'
    when exists (
      select from gvp_jobs.job_detail d join gvp_jobs.job_unique_key k using (unique_key)
      where d.id = would_one.job_id) then 'would be left: an open job has its unique key'
    else 'would be redriven' end;
$$;

create function gvp_jobs.operate(lever text, f gvp_jobs.job_filter,
  statuses gvp_jobs.job_status[], reason text, most integer, dry_run boolean)
returns table (result text, jobs bigint, sample bigint[])
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  perform gvp_jobs.check_filter(f, most, dry_run);
  if dry_run then
    raise notice 'this was a dry run and changed nothing: dry_run => false does it';
  end if;
  return query
  with found as materialized (
    select m.id, m.status, row_number() over (order by m.id) as no
    from gvp_jobs.matching(f, statuses, case when not dry_run then most + 1 end) m
    order by m.id
  ), done as materialized (
    select x.id, case
      when x.no > most then 'more than most: call again'
      when dry_run then gvp_jobs.would_one(lever, x.id, x.status)
      else gvp_jobs.operate_one(lever, x.id, statuses, reason) end as result
    from found x
  )
  select n.result, case when dry_run or n.result not like 'more%' then count(*) end,
         array_agg(n.id order by n.id) filter (where n.no <= 10)
  from (select d.*, row_number() over (partition by d.result order by d.id) as no from done d) n
  group by n.result
  order by min(n.id);
end $$;

create function gvp_jobs.stop_jobs(job_type text default null, custom_type text default null,
  status gvp_jobs.job_status default null, name_like text default null,
  created_from timestamptz default null, created_until timestamptz default null,
  media_type text default null, reference_id text default null, code text default null,
  reason text default null, most integer default 10000, dry_run boolean default true)
returns table (result text, jobs bigint, sample bigint[])
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  stoppable constant gvp_jobs.job_status[] := array['Waiting', 'Error', 'Started'];
  f gvp_jobs.job_filter := (job_type, custom_type, name_like, created_from, created_until, null,
    null, media_type, reference_id, code);
begin
  if status <> all (stoppable) then
    perform gvp_jobs.refuse('status', format('jobs in %s cannot be stopped', status),
      'one of Waiting, Error, Started; leave it away for all of them');
  elsif f is null and status is not null then
    f.created_until := 'infinity'; -- the status is filter enough
  end if;
  return query select * from gvp_jobs.operate('stop', f,
    case when status is null then stoppable else array[status] end, reason, most, dry_run);
end $$;
comment on function gvp_jobs.stop_jobs is
  'Stops the jobs that a filter finds, as stop_job does one; unless dry_run => false it only says how many. At most so many in one call, by id. With media_type and reference_id jobs and actions about a thing.';

create function gvp_jobs.resume_jobs(job_type text default null, custom_type text default null,
  name_like text default null, created_from timestamptz default null,
  created_until timestamptz default null, media_type text default null,
  reference_id text default null, code text default null, reason text default null,
  most integer default 10000, dry_run boolean default true)
returns table (result text, jobs bigint, sample bigint[])
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select * from gvp_jobs.operate('resume', (job_type, custom_type, name_like, created_from,
    created_until, null, null, media_type, reference_id, code)::gvp_jobs.job_filter,
    array['Stopped']::gvp_jobs.job_status[], reason, most, dry_run);
$$;
comment on function gvp_jobs.resume_jobs is
  'Resumes the stopped jobs that a filter finds, as resume_job does one; unless dry_run => false it only says how many.';

create function gvp_jobs.redrive_jobs(job_type text default null, custom_type text default null,
  name_like text default null, created_from timestamptz default null,
  created_until timestamptz default null, ended_from timestamptz default null,
  ended_until timestamptz default null, media_type text default null,
  reference_id text default null, code text default null, reason text default null,
  most integer default 10000, dry_run boolean default true)
returns table (result text, jobs bigint, sample bigint[])
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select * from gvp_jobs.operate('redrive', (job_type, custom_type, name_like, created_from,
    created_until, ended_from, ended_until, media_type, reference_id, code)::gvp_jobs.job_filter,
    array['Fail']::gvp_jobs.job_status[], reason, most, dry_run);
$$;
comment on function gvp_jobs.redrive_jobs is
  'Gives the failed jobs that a filter finds another chance, as redrive_job does one; unless dry_run => false it only says how many.';
