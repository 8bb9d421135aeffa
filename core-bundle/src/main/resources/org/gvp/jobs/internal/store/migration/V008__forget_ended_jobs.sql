-- How ended jobs go. The rules of their types say which; what they protect stays, with its actions,
-- results and history. Partitions that hold little else are written anew with what stays, and the
-- old ones are dropped: that gives the disk back, and costs by what stays, not by what goes.

-- Which ended jobs of a type go: those that ended before gone_before, and of those whose id is below
-- keep_from the ones that ended before ended_before. A row for each type and status. Nothing goes
-- within a day of its end, no Fail within KeepFailDays; KeepTheLast stands at 10,000 where neither it
-- nor KeepDays is set.
create function gvp_jobs.keeping(moment timestamptz)
returns table (type_id integer, status gvp_jobs.job_status, keep_from bigint,
  ended_before timestamptz, gone_before timestamptz)
language sql stable rows 20 set search_path = pg_catalog, pg_temp as $$
  with rule as (
    select t.id, max(r.value) filter (where r.rule_type = 'KeepTheLast') as last,
      max(least(r.value, 100000)) filter (where r.rule_type = 'KeepDays') as days,
      coalesce(max(least(r.value, 100000)) filter (where r.rule_type = 'KeepFailDays'), 30) as fail_days
    from gvp_jobs.job_type t
    left join gvp_jobs.job_rule r on r.job_type = t.job_type and r.action_type is null
      and r.custom_type is not distinct from t.custom_type
    group by t.id
  ), counted as (
    select rule.*, case when days is null or last is not null then (
      select e.id from gvp_jobs.job_ended e where e.type_id = rule.id
      order by e.id desc offset coalesce(rule.last, 10000) - 1 limit 1) end as keep_from
    from rule
  )
  select c.id, s.status, c.keep_from, moment - s.least_age,
    case when c.days is not null then moment - greatest(make_interval(days => c.days), s.least_age) end
  from counted c
  cross join lateral (values
    ('Finished'::gvp_jobs.job_status, make_interval(days => 1)),
    ('Fail', make_interval(days => c.fail_days))) as s(status, least_age)
$$;

-- The ranges of ids that have partitions of their own; the number is part of the partitions' names.
create function gvp_jobs.id_ranges() returns table (no bigint, first_id bigint, end_id bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select substring(c.relname from '[0-9]+$')::bigint, b[1]::bigint, b[2]::bigint
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid),
    'FROM \(''([0-9]+)''\) TO \(''([0-9]+)''\)') as b
  where i.inhparent = 'gvp_jobs.job_detail'::regclass
$$;

-- Writes the partitions of all ids from first_id up to end_id anew, as one range, with what the rules
-- protect and with open jobs, and drops the old ones; in one transaction, so that whatever cuts it off
-- leaves everything as it was. Answers how many ended jobs are forgotten and how many jobs kept, or
-- no row if it is not the time: a daemon is at it already, a job of the range is running, a producer's
-- transaction may still use an id of it, or more would have to be copied than allowed.
--
-- While it copies, nobody can write to the old partitions, and all can read. Only for the exchange at
-- the end it locks the whole tables, for some milliseconds; it waits for no lock longer than a tenth
-- of a second, since others queue behind it, and fails with 55P03 instead.
create function gvp_jobs.forget_range(first_id bigint, end_id bigint, most_jobs bigint,
  most_actions bigint, moment timestamptz) returns table (forgotten bigint, kept bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '100ms' as $$
#variable_conflict use_variable
declare
  keys constant text[] := array[['job_ended', 'id'], ['job_detail', 'id'], ['job_history', 'job_id'],
    ['action', 'job_id'], ['action_begun', 'job_id'], ['action_result', 'job_id']];
  key text[];
  parent text;
  fresh text;
  old bigint[];
  part bigint;
  ended record;
  unended record;
begin
  if not pg_try_advisory_xact_lock(hashtext('gvp_jobs.retention')) then
    return;
  end if;
  moment := coalesce(moment, clock_timestamp());
  select array_agg(r.no order by r.no) into old from gvp_jobs.id_ranges() r
  where r.first_id >= first_id and r.end_id <= end_id;
  if old is null or not exists (
    select from gvp_jobs.job_detail d where d.id >= end_id and d.created_at < moment - interval '1 day') then
    return;
  end if;
  foreach key slice 1 in array keys loop
    foreach part in array old loop
      execute format('lock table gvp_jobs.%I in exclusive mode', key[1] || '_' || part);
    end loop;
  end loop;

  select count(*) filter (where x.goes) as going, count(*) filter (where not x.goes) as staying,
    coalesce(sum(x.actions) filter (where not x.goes), 0) as actions into ended
  from (
    select e.actions, coalesce(e.finish_time < k.gone_before
      or (e.id < k.keep_from and e.finish_time < k.ended_before), false) as goes
    from gvp_jobs.job_ended e
    left join gvp_jobs.keeping(moment) k on k.type_id = e.type_id and k.status = e.status
    where e.id >= first_id and e.id < end_id) x;
  select count(*) as staying, coalesce(sum(o.actions), 0) as actions, count(o.owner) as running into unended
  from gvp_jobs.job_open o where o.id >= first_id and o.id < end_id;
  if unended.running > 0 or ended.staying + unended.staying > most_jobs
    or ended.actions + unended.actions > most_actions then
    return;
  end if;

  if ended.staying + unended.staying > 0 then
    foreach key slice 1 in array keys loop
      fresh := key[1] || '_next';
      execute format('create table gvp_jobs.%I (like gvp_jobs.%I including all,
        constraint within_range check (%I >= %s and %I < %s))',
        fresh, key[1], key[2], first_id, key[2], end_id);
      if key[1] = 'job_ended' then
        execute format('insert into gvp_jobs.%I select e.* from gvp_jobs.job_ended e
          left join gvp_jobs.keeping($3) k on k.type_id = e.type_id and k.status = e.status
          where e.id >= $1 and e.id < $2 and (e.finish_time < k.gone_before
            or (e.id < k.keep_from and e.finish_time < k.ended_before)) is not true', fresh)
        using first_id, end_id, moment;
      else
        execute format('insert into gvp_jobs.%I select x.* from gvp_jobs.%I x
          where x.%I >= $1 and x.%I < $2 and x.%I in (
            select id from gvp_jobs.job_ended_next
            union all select o.id from gvp_jobs.job_open o where o.id >= $1 and o.id < $2)',
          fresh, key[1], key[2], key[2], key[2])
        using first_id, end_id;
      end if;
      execute format('analyze gvp_jobs.%I', fresh);
    end loop;
  end if;

  foreach key slice 1 in array keys loop
    execute format('lock table gvp_jobs.%I in access exclusive mode', key[1]);
  end loop;
  foreach key slice 1 in array keys loop
    parent := key[1];
    fresh := parent || '_next';
    foreach part in array old loop
      execute format('alter table gvp_jobs.%I detach partition gvp_jobs.%I', parent, parent || '_' || part);
      execute format('drop table gvp_jobs.%I', parent || '_' || part);
    end loop;
    continue when ended.staying + unended.staying = 0;
    execute format('alter table gvp_jobs.%I attach partition gvp_jobs.%I for values from (%s) to (%s)',
      parent, fresh, first_id, end_id);
    execute format('alter table gvp_jobs.%I drop constraint within_range', fresh);
    execute format('alter table gvp_jobs.%I rename to %I', fresh, parent || '_' || old[1]);
  end loop;
  forgotten := ended.going;
  kept := ended.staying + unended.staying;
  return next;
end $$;
