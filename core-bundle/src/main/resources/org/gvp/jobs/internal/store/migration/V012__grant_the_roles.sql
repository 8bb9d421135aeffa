-- Who may do what: five roles that cannot log in, named with a prefix, to be granted to those who
-- can. This table says all of it, and the function below makes it so; a migration that adds what
-- others may use adds its rows here. Who may call a function needs no right on what it works on:
-- it runs with its owner's, and session_user is still who asked.
create table gvp_jobs.role_grant (
  role text not null,
  object text not null,                   -- a function, table, view or sequence of this schema
  privileges text[] not null,             -- {execute} means the functions of that name
  hidden text[] not null default '{}',    -- columns that the role may not see
  primary key (role, object),
  constraint role_is_known check (
    role in ('producer', 'operator', 'reader', 'payload_reader', 'daemon'))
);

insert into gvp_jobs.role_grant (role, object, privileges) values
  -- Whoever creates jobs.
  ('producer', 'create_job', '{execute}'),
  ('producer', 'create_jobs', '{execute}'),
  ('producer', 'add_actions', '{execute}'),
  ('producer', 'publish_job', '{execute}'),
  -- Whoever pulls the levers.
  ('operator', 'stop_job', '{execute}'),
  ('operator', 'resume_job', '{execute}'),
  ('operator', 'redrive_job', '{execute}'),
  ('operator', 'set_rule', '{execute}'),
  ('operator', 'stop_jobs', '{execute}'),
  ('operator', 'resume_jobs', '{execute}'),
  ('operator', 'redrive_jobs', '{execute}'),
  ('operator', 'pause', '{execute}'),
  ('operator', 'resume', '{execute}'),
  ('operator', 'rollback_agent', '{execute}'),
  ('operator', 'drain_agent', '{execute}'),
  ('operator', 'retry_agent', '{execute}'),
  -- Whoever may see what jobs are about and what came of them, too.
  ('payload_reader', 'job', '{select}'),
  ('payload_reader', 'job_action', '{select}'),
  ('payload_reader', 'job_run', '{select}'),
  ('payload_reader', 'moved', '{execute}'),
  ('payload_reader', 'paused', '{select}'),
  ('payload_reader', 'pause_history', '{select}'),
  -- What the statements of a daemon need, and no more.
  ('daemon', 'action', '{select,insert,delete}'),
  ('daemon', 'action_begun', '{select,insert,delete}'),
  ('daemon', 'action_result', '{select,insert,delete}'),
  ('daemon', 'agent_memory', '{select,insert,update}'),
  ('daemon', 'agent_order', '{select}'),
  ('daemon', 'agent_order_seen', '{select,insert,update}'),
  ('daemon', 'agent_version', '{select,insert,update}'),
  ('daemon', 'claim_ledger', '{select,insert,delete}'),
  ('daemon', 'create_job', '{execute}'),
  ('daemon', 'ensure_partitions', '{execute}'),
  ('daemon', 'job', '{select}'),
  ('daemon', 'job_action', '{select}'),
  ('daemon', 'job_detail', '{select,insert,delete}'),
  ('daemon', 'forget_range', '{execute}'),
  ('daemon', 'free_slots', '{execute}'),
  ('daemon', 'id_ranges', '{execute}'),
  ('daemon', 'job_ended', '{select,insert,update,delete}'),
  ('daemon', 'job_history', '{select,insert,delete}'),
  ('daemon', 'job_id', '{usage}'),
  ('daemon', 'job_open', '{select,insert,update,delete}'),
  ('daemon', 'job_rule', '{select}'),
  ('daemon', 'job_run', '{select}'),
  ('daemon', 'job_type', '{select,insert,update}'),
  ('daemon', 'job_type_id', '{execute}'),
  ('daemon', 'job_unique_key', '{select,delete}'),
  ('daemon', 'keeping', '{execute}'),
  ('daemon', 'key_change', '{select,delete}'),
  ('daemon', 'lacking_rights', '{execute}'),
  ('daemon', 'moved', '{execute}'),
  ('daemon', 'node', '{select,insert,update,delete}'),
  ('daemon', 'node_agent', '{select,insert,delete}'),
  ('daemon', 'paused', '{select}'),
  ('daemon', 'schedule', '{select,insert,update}'),
  ('daemon', 'schedule_fire', '{select,insert,delete}'),
  ('daemon', 'schema_version', '{select}'),
  ('daemon', 'start_node', '{execute}'),
  ('daemon', 'type_slot', '{insert}');

-- Whoever may see how jobs are, but not what they are about.
insert into gvp_jobs.role_grant (role, object, privileges, hidden) values
  ('reader', 'job', '{select}', '{parameters,configuration}'),
  ('reader', 'job_action', '{select}', '{parameters,results}'),
  ('reader', 'job_run', '{select}', '{}'),
  ('reader', 'moved', '{execute}', '{}'),
  ('reader', 'paused', '{select}', '{}'),
  ('reader', 'pause_history', '{select}', '{}');

create function gvp_jobs.role_names(prefix text) returns setof text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select distinct prefix || role from gvp_jobs.role_grant order by 1;
$$;

-- What the table asks for, object by object as a grant names it; a role with hidden columns is
-- granted each of the others.
create function gvp_jobs.wanted_grants(prefix text)
returns table (grantee text, privilege text, kind text, object text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with wanted as (
    select prefix || g.role as grantee, upper(p) as privilege, g.object, g.hidden
    from gvp_jobs.role_grant g cross join unnest(g.privileges) p
  )
  select r, 'USAGE', 'schema', 'gvp_jobs' from gvp_jobs.role_names(prefix) r
  union all
  select w.grantee, w.privilege, 'routine', p.oid::regprocedure::text
  from wanted w
  join pg_proc p on p.proname = w.object and p.pronamespace = 'gvp_jobs'::regnamespace
  where w.privilege = 'EXECUTE'
  union all
  select w.grantee, w.privilege || coalesce('(' || quote_ident(a.attname) || ')', ''),
    case c.relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass::text
  from wanted w
  join pg_class c on c.relname = w.object and c.relnamespace = 'gvp_jobs'::regnamespace
  left join pg_attribute a on w.hidden <> '{}' and a.attrelid = c.oid and a.attnum > 0
    and not a.attisdropped
  where w.privilege <> 'EXECUTE' and (a.attname is null or a.attname <> all (w.hidden));
$$;

-- What the roles, and everybody, have been granted in this schema.
create function gvp_jobs.actual_grants(prefix text)
returns table (grantee text, privilege text, kind text, object text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with acl as (
    select a.grantee, a.privilege_type as privilege, 'schema' as kind, n.nspname::text as object
    from pg_namespace n, aclexplode(n.nspacl) a where n.nspname = 'gvp_jobs'
    union all
    select a.grantee, a.privilege_type, 'routine', p.oid::regprocedure::text
    from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where p.pronamespace = 'gvp_jobs'::regnamespace
    union all
    select a.grantee, a.privilege_type, case c.relkind when 'S' then 'sequence' else 'table' end,
      c.oid::regclass::text
    from pg_class c, aclexplode(c.relacl) a where c.relnamespace = 'gvp_jobs'::regnamespace
    union all
    select x.grantee, x.privilege_type || '(' || quote_ident(a.attname) || ')', 'table', c.oid::regclass::text
    from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) x
    where c.relnamespace = 'gvp_jobs'::regnamespace
  )
  select coalesce(r.rolname::text, 'public'), acl.privilege, acl.kind, acl.object
  from acl left join pg_roles r on r.oid = acl.grantee
  where acl.grantee = 0 or r.rolname in (select gvp_jobs.role_names(prefix));
$$;

-- What a daemon needs and the asking login has not.
create function gvp_jobs.lacking_rights() returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select format('%s on %s %s', lower(w.privilege), w.kind, w.object)
  from gvp_jobs.wanted_grants('') w
  where w.grantee = 'daemon' and not case w.kind
    when 'schema' then has_schema_privilege(session_user, w.object, w.privilege)
    when 'routine' then has_function_privilege(session_user, w.object, w.privilege)
    when 'sequence' then has_sequence_privilege(session_user, w.object, w.privilege)
    else has_table_privilege(session_user, w.object, w.privilege) end
  order by 1;
$$;

-- Makes the roles' rights what the table says, and leaves nothing to everybody; answers how many
-- rights it changed. The roles must be there.
create function gvp_jobs.grant_roles(prefix text) returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  change record;
  changed integer := 0;
begin
  for change in
    select 'revoke %s on %s %s from %s' as command, x.*
    from (select * from gvp_jobs.actual_grants(prefix)
          except select * from gvp_jobs.wanted_grants(prefix)) x
    union all
    select 'grant %s on %s %s to %s', x.*
    from (select * from gvp_jobs.wanted_grants(prefix)
          except select * from gvp_jobs.actual_grants(prefix)) x
  loop
    execute format(change.command, change.privilege, change.kind, change.object,
      case change.grantee when 'public' then 'public' else quote_ident(change.grantee) end);
    changed := changed + 1;
  end loop;
  return changed;
end $$;

-- Makes the roles that are missing, and all of their rights, after each migration. If the owner may
-- not make roles it answers the SQL for somebody who may, and does nothing.
create function gvp_jobs.ensure_roles(prefix text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  missing text;
  asked text;
begin
  -- One daemon at a time; elsewhere on the server a register may share the roles.
  perform pg_advisory_xact_lock(hashtext('gvp_jobs.ensure_roles'));
  for missing in
    select n from gvp_jobs.role_names(prefix) n except select rolname from pg_roles order by 1
  loop
    begin
      execute format('create role %I nologin', missing);
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        asked := concat_ws(E'\n', asked, format('create role %I nologin;', missing));
    end;
  end loop;
  if asked is null then
    perform gvp_jobs.grant_roles(prefix);
  end if;
  return asked;
end $$;
