-- Pauses: what no daemon takes up until somebody resumes it. Each daemon reads them with every
-- heartbeat. And where this register was made: one that finds itself on another server or in
-- another database has been restored or cloned, and is paused by that alone.

create table gvp_jobs.pause (
  id integer generated always as identity primary key,
  scope text not null,
  name text,                              -- of the type, schedule or node
  custom_type text,
  at_start boolean not null default false, -- by GVP_JOBS_START=paused: a start without it ends it
  actor text not null default session_user,
  since timestamptz not null default clock_timestamp(),
  reason text,
  resumed_by text,
  resumed_at timestamptz,
  resume_reason text,
  constraint scope_is_known check (scope in ('type', 'schedule', 'node', 'all')),
  constraint all_has_no_name check ((scope = 'all') = (name is null)),
  constraint custom_type_only_for_types check (custom_type is null or scope = 'type'),
  constraint resumed_by_somebody check ((resumed_at is null) = (resumed_by is null))
);
create unique index pause_once on gvp_jobs.pause (scope, name, custom_type) nulls not distinct
  where resumed_at is null;

-- The server is told by its system identifier, which a standby shares with its primary, so that a
-- failover is no move. Null if whoever asks may not know it; then the database alone tells.
create function gvp_jobs.system_identifier() returns bigint
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if has_function_privilege('pg_catalog.pg_control_system()', 'execute') then
    return (select s.system_identifier from pg_control_system() s);
  end if;
  return null;
end $$;

create table gvp_jobs.register_home (
  only_row boolean primary key default true check (only_row),
  system_identifier bigint,
  database_oid oid not null
);
insert into gvp_jobs.register_home (system_identifier, database_oid)
select gvp_jobs.system_identifier(), d.oid from pg_database d where d.datname = current_database();

-- Why this register is not where it was made; null if it is.
create function gvp_jobs.moved() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select format('made on another server: review, then resume (made as database %s of system %s,'
      ' found as database %s of system %s)',
    h.database_oid, h.system_identifier, d.oid, gvp_jobs.system_identifier())
  from gvp_jobs.register_home h
  join pg_database d on d.datname = current_database()
  where d.oid <> h.database_oid or gvp_jobs.system_identifier() <> h.system_identifier;
$$;

-- What is paused now, with the statement that lifts it.
create view gvp_jobs.paused as
select p.scope, p.name, p.custom_type, p.actor, p.since, p.reason,
       format('select gvp_jobs.resume(%L', p.scope) || coalesce(', ' || quote_literal(p.name), '')
         || coalesce(', custom_type => ' || quote_literal(p.custom_type), '') || ')' as undo
from gvp_jobs.pause p
where p.resumed_at is null
union all
select 'all', null, null, 'the register itself', null, m.reason,
       'select gvp_jobs.resume(''all'', reason => ''reviewed'')'
from gvp_jobs.moved() m(reason)
where m.reason is not null;

-- Every pause that there was, and who lifted it.
create view gvp_jobs.pause_history as
select id, scope, name, custom_type, actor, since, reason, resumed_by, resumed_at, resume_reason
from gvp_jobs.pause;

create function gvp_jobs.check_pause(scope text, name text, custom_type text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  cure text;
begin
  if scope is null or scope <> all (array['type', 'schedule', 'node', 'all']) then
    perform gvp_jobs.refuse('scope', coalesce('"' || scope || '" is not known', 'is missing'),
      'one of type, schedule, node, all');
  elsif scope = 'all' and name is not null then
    perform gvp_jobs.refuse('name', format('scope all takes none, but got "%s"', name),
      'leave it away, or use scope type, schedule or node; a reason is given as reason => …');
  elsif scope <> 'all' and name is null then
    perform gvp_jobs.refuse('name', 'is missing', format('name the %s', scope));
  elsif scope <> 'type' and custom_type is not null then
    perform gvp_jobs.refuse('custom_type', format('scope %s takes none, but got "%s"', scope,
      custom_type), 'leave it away');
  elsif scope = 'type' then
    begin
      perform gvp_jobs.job_type_id(name, custom_type);
    exception when invalid_parameter_value then
      get stacked diagnostics cure = pg_exception_hint;
      raise exception '%', regexp_replace(sqlerrm, '^job_type:', 'name:')
        using errcode = 'invalid_parameter_value', hint = cure;
    end;
  elsif scope = 'schedule' and not exists (select from gvp_jobs.schedule s where s.name = name) then
    select coalesce('there are ' || string_agg(s.name, ', ' order by s.name), 'there are none')
    into cure from gvp_jobs.schedule s;
    perform gvp_jobs.refuse('name', format('there is no schedule "%s"', name), cure);
  elsif scope = 'node' and not exists (select from gvp_jobs.node n where n.node = name) then
    select coalesce('there are ' || string_agg(distinct n.node, ', '), 'there are none')
    into cure from gvp_jobs.node n where n.stopped_at is null;
    perform gvp_jobs.refuse('name', format('there is no node "%s"', name), cure);
  end if;
end $$;

create function gvp_jobs.pause(scope text, name text default null, reason text default null,
  custom_type text default null) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  held gvp_jobs.pause;
begin
  perform gvp_jobs.check_pause(scope, name, custom_type);
  insert into gvp_jobs.pause (scope, name, custom_type, reason)
  values (scope, name, custom_type, left(reason, 2000)) on conflict do nothing;
  if found then
    return true;
  end if;
  select * into held from gvp_jobs.pause p
  where p.scope = scope and p.name is not distinct from name
    and p.custom_type is not distinct from custom_type and p.resumed_at is null;
  raise notice '% is paused already, by % since %: %', concat_ws(' ', scope, name, custom_type),
    held.actor, held.since, coalesce(held.reason, 'no reason given');
  return false;
end $$;
comment on function gvp_jobs.pause is
  'Has no daemon claim jobs of a type, fire a schedule, or do either on a node or at all, within a heartbeat; what runs goes on. False if it was paused already.';

create function gvp_jobs.resume(scope text, name text default null, reason text default null,
  custom_type text default null) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  lifted boolean;
  others bigint;
  why_moved text := gvp_jobs.moved();
begin
  perform gvp_jobs.check_pause(scope, name, custom_type);
  update gvp_jobs.pause p
  set resumed_by = session_user, resumed_at = clock_timestamp(), resume_reason = left(reason, 2000)
  where p.scope = scope and p.name is not distinct from name
    and p.custom_type is not distinct from custom_type and p.resumed_at is null;
  lifted := found;
  if scope = 'all' and why_moved is not null then
    -- Whoever has reviewed it makes this place its home.
    insert into gvp_jobs.pause (scope, actor, reason, resumed_by, resumed_at, resume_reason)
    values ('all', 'the register itself', why_moved, session_user, clock_timestamp(),
      left(reason, 2000));
    update gvp_jobs.register_home h
    set system_identifier = gvp_jobs.system_identifier(), database_oid = d.oid
    from pg_database d where d.datname = current_database();
    lifted := true;
  end if;
  if not lifted then
    raise notice '% is not paused', concat_ws(' ', scope, name, custom_type);
  end if;
  select count(*) into others from gvp_jobs.paused;
  if others > 0 then
    raise notice 'still paused, see gvp_jobs.paused: %', others;
  end if;
  return lifted;
end $$;
comment on function gvp_jobs.resume is
  'Lifts a pause; scope all also lets a restored or cloned register work where it is now. False if there was nothing to lift.';

-- A start of a daemon, with or without GVP_JOBS_START=paused. What an operator paused stays paused.
create function gvp_jobs.start_node(node text, paused boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
begin
  if paused then
    insert into gvp_jobs.pause (scope, name, at_start, reason)
    values ('node', node, true, 'started with GVP_JOBS_START=paused') on conflict do nothing;
  else
    update gvp_jobs.pause p
    set resumed_by = session_user, resumed_at = clock_timestamp(),
        resume_reason = 'started without GVP_JOBS_START=paused'
    where p.scope = 'node' and p.name = node and p.at_start and p.resumed_at is null;
  end if;
end $$;
