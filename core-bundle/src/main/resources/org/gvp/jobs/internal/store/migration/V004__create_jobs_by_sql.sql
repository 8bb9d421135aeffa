-- How other systems create jobs: in their own transaction, by functions whose arguments are named.
-- Every refusal names the function, the argument and what is allowed. A job that is due now wakes
-- the daemons by channel gvp_jobs with the number of its type, at the commit; equal ones are folded.

create function gvp_jobs.refuse(argument text, problem text, cure text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '%: %', left(argument, 200), left(problem, 1000)
    using errcode = 'invalid_parameter_value', hint = cure;
end $$;

create function gvp_jobs.check_json(argument text, value jsonb, max_bytes integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if value is null then
    return;
  end if;
  if jsonb_typeof(value) <> 'object' then
    perform gvp_jobs.refuse(argument, 'must be a JSON object, but is a JSON ' || jsonb_typeof(value),
      'wrap it: {"value": …}');
  -- A few letters may be many digits: 1e99999 has 100,000 of them when it is written out.
  elsif jsonb_path_exists(value, 'strict $.** ? (@ > 1e1000 || @ < -1e1000)') then
    perform gvp_jobs.refuse(argument, 'has a number beyond 1e1000', 'write it as a string');
  elsif jsonb_path_exists(value, 'strict $.**{64} ? (@.type() == "object" || @.type() == "array")') then
    perform gvp_jobs.refuse(argument, 'is nested deeper than 64 levels', 'flatten it');
  elsif octet_length(value::text) > max_bytes then
    perform gvp_jobs.refuse(argument,
      format('has %s bytes, allowed are %s', octet_length(value::text), max_bytes),
      'keep the data elsewhere and pass a reference');
  end if;
end $$;

create function gvp_jobs.job_type_id(job_type text, custom_type text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  found_id integer;
begin
  select t.id into found_id from gvp_jobs.job_type t
  where t.job_type = job_type and t.custom_type is not distinct from custom_type;
  if found_id is not null then
    return found_id;
  end if;
  if job_type is null then
    perform gvp_jobs.refuse('job_type', 'is missing', 'name the type of the agent that is to do it');
  elsif length(custom_type) > 200 then
    perform gvp_jobs.refuse('custom_type', format('has %s characters, allowed are 200',
      length(custom_type)), 'shorten it');
  elsif job_type = 'Custom' and coalesce(custom_type, '') = '' then
    perform gvp_jobs.refuse('custom_type', 'is missing; job type Custom needs one',
      'name the type that the agent serves: custom_type => ''acme.Invoice''');
  elsif job_type <> 'Custom' and custom_type is not null then
    perform gvp_jobs.refuse('custom_type', format('job type "%s" takes none, but got "%s"',
      job_type, custom_type), 'leave it away, or use job type ''Custom''');
  end if;
  begin
    insert into gvp_jobs.job_type as t (job_type, custom_type) values (job_type, custom_type)
    on conflict on constraint job_type_is_unique do update set custom_type = excluded.custom_type
    returning t.id into found_id;
  exception when check_violation then
    perform gvp_jobs.refuse('job_type', format('"%s" is not known', job_type),
      'one of MiView, CMGSubscriptionSynchronizer, CMGUserSynchronizer, Unit, '
      'ProductsIntegrationPurchaseSynchronizer, ProductsIntegrationCatalogExporter, '
      'ProductsIntegrationCatalogCleaner, ProductsIntegrationExternalPurchaseSynchronizer, '
      'ProductsIntegrationSubscriptionRenewer, ProductsIntegrationUpdatePurchases, Celery Job; '
      'for a type of your own Custom with a custom_type of at most 200 characters');
  end;
  return found_id;
end $$;

-- Adds listed actions to a job whose last one so far is first_no - 1; answers how many.
create function gvp_jobs.insert_actions(job_id bigint, first_no integer, actions jsonb)
returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  bad record;
  inserted integer;
begin
  if jsonb_typeof(actions) <> 'array' then
    perform gvp_jobs.refuse('actions', 'must be a JSON array, but is a JSON ' || jsonb_typeof(actions),
      'pass [{"action_type": …, "label": …, "media_type": …, "reference_id": …, "key": …, "parameters": {…}}, …]');
  end if;
  select a.no, p.problem, p.cure into bad
  from jsonb_array_elements(actions) with ordinality as a(value, no)
  cross join lateral (
    select 'must be a JSON object' as problem, 'pass {"action_type": …, …}' as cure
    where jsonb_typeof(a.value) <> 'object'
    union all
    select format('has the unknown field "%s"', k),
           'there are action_type, label, media_type, reference_id, key, parameters'
    from jsonb_object_keys(case jsonb_typeof(a.value) when 'object' then a.value else '{}' end) k
    where k not in ('action_type', 'label', 'media_type', 'reference_id', 'key', 'parameters')
    union all
    select format('has a media_type (%s) but no reference_id', a.value ->> 'media_type'),
           'name the thing: "reference_id": "…"'
    where a.value ->> 'media_type' is not null and a.value ->> 'reference_id' is null
    union all
    select 'parameters must be a JSON object', 'wrap it: {"value": …}'
    where jsonb_typeof(a.value -> 'parameters') not in ('object', 'null')
    union all
    select format('has parameters of %s bytes, allowed are 1048576', octet_length(a.value ->> 'parameters')),
           'keep the data elsewhere and pass a reference'
    where not jsonb_path_exists(a.value -> 'parameters', 'strict $.** ? (@ > 1e1000 || @ < -1e1000)')
      and octet_length(a.value ->> 'parameters') > 1048576
    union all
    select 'has parameters with a number beyond 1e1000', 'write it as a string'
    where jsonb_path_exists(a.value -> 'parameters', 'strict $.** ? (@ > 1e1000 || @ < -1e1000)')
    union all
    select 'has parameters nested deeper than 64 levels', 'flatten them'
    where jsonb_path_exists(a.value -> 'parameters', 'strict $.**{64} ? (@.type() == "object" || @.type() == "array")')
    union all
    select format('has a %s of %s characters, allowed are 200', f, length(a.value ->> f)), 'shorten it'
    from unnest(array['action_type', 'label', 'media_type', 'reference_id', 'key']) f
    where jsonb_typeof(a.value) = 'object' and length(a.value ->> f) > 200
  ) p
  order by a.no limit 1;
  if found then
    perform gvp_jobs.refuse(format('actions[%s]', bad.no - 1), bad.problem, bad.cure);
  end if;
  insert into gvp_jobs.action
    (job_id, action_no, action_type, label, media_type, reference_id, key, parameters)
  select job_id, first_no + a.no - 1, a.value ->> 'action_type', a.value ->> 'label',
         a.value ->> 'media_type', a.value ->> 'reference_id', a.value ->> 'key',
         nullif(a.value -> 'parameters', 'null')
  from jsonb_array_elements(actions) with ordinality as a(value, no);
  get diagnostics inserted = row_count;
  return inserted;
end $$;

create function gvp_jobs.create_job(
  name text, job_type text, parameters jsonb default null, configuration jsonb default null,
  custom_type text default null, media_type text default null, reference_id text default null,
  actions jsonb default null, run_at timestamptz default null, priority integer default 5,
  unique_key text default null, concurrency_key text default null, publish boolean default true)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  new_id bigint;
  open_id bigint;
  listed integer;
  new_type integer;
  hash bigint;
begin
  if name is null or length(name) not between 1 and 200 then
    perform gvp_jobs.refuse('name', format('must have 1 to 200 characters, but has %s',
      coalesce(length(name)::text, 'none')), 'give the job a short name');
  elsif job_type is null then
    perform gvp_jobs.refuse('job_type', 'is missing', 'name the type of the agent that is to do it');
  elsif media_type is not null and reference_id is null then
    perform gvp_jobs.refuse('reference_id', format('is missing, but media_type is "%s"', media_type),
      'name the thing, or leave media_type away');
  elsif priority is null or priority not between 0 and 9 then
    perform gvp_jobs.refuse('priority', format('must be 0 to 9, but is %s', priority),
      '0 runs first, 5 is the default');
  elsif length(unique_key) > 200 or length(concurrency_key) > 200 or length(media_type) > 200
      or length(reference_id) > 200 then
    perform gvp_jobs.refuse(v.argument, format('has %s characters, allowed are 200', length(v.value)),
      'shorten it')
    from (values ('unique_key', unique_key), ('concurrency_key', concurrency_key),
      ('media_type', media_type), ('reference_id', reference_id)) v(argument, value)
    where length(v.value) > 200 limit 1;
  elsif not isfinite(run_at) then
    perform gvp_jobs.refuse('run_at', format('must be a time, but is %s', run_at),
      'leave it away for now; publish => false for a job that is not to run yet');
  elsif publish is null then
    perform gvp_jobs.refuse('publish', 'is null', 'true, or false to add actions later');
  end if;
  perform gvp_jobs.check_json('parameters', parameters, 1048576);
  perform gvp_jobs.check_json('configuration', configuration, 1048576);
  new_type := gvp_jobs.job_type_id(job_type, custom_type);
  new_id := nextval('gvp_jobs.job_id');
  if unique_key is not null then
    loop
      insert into gvp_jobs.job_unique_key as k (unique_key, job_id) values (unique_key, new_id)
      on conflict do nothing;
      exit when found;
      -- Locks the holder, so that it cannot end between this look and our answer.
      select k.job_id into open_id from gvp_jobs.job_unique_key k
      where k.unique_key = unique_key for key share;
      if found then
        return open_id;
      end if;
    end loop;
  end if;
  if actions is not null then
    listed := gvp_jobs.insert_actions(new_id, 1, actions);
  end if;
  insert into gvp_jobs.job_detail (id, created_at, run_at, name, media_type, reference_id,
    unique_key, concurrency_key, parameters, configuration)
  values (new_id, clock_timestamp(), run_at, name, media_type, reference_id,
    unique_key, concurrency_key, parameters, configuration);
  if publish and listed = 0 then
    insert into gvp_jobs.job_ended (id, finish_time, type_id, token, actions, from_status, status,
      priority, plan_version, attempts, crashes)
    values (new_id, clock_timestamp(), new_type, 1, 0, 'Creating', 'Finished', priority, 0, 0, 0);
    delete from gvp_jobs.job_unique_key k where k.unique_key = unique_key;
  else
    hash := gvp_jobs.note_key(new_type, concurrency_key);
    insert into gvp_jobs.job_open (id, run_at, type_id, actions, status, priority, keyed, unusual,
      key_hash, blocked)
    values (new_id,
      case when publish then coalesce(run_at, clock_timestamp()) else 'infinity' end, new_type,
      listed, case when publish then 'Waiting' else 'Creating' end::gvp_jobs.job_status, priority,
      unique_key is not null, not publish, hash, hash is not null);
    if publish and (run_at is null or run_at <= clock_timestamp()) then
      perform pg_notify('gvp_jobs', new_type::text);
    end if;
  end if;
  return new_id;
end $$;
comment on function gvp_jobs.create_job is
  'Creates a job in your transaction and answers its id, or that of the open job with the same unique_key.';

-- Creates many jobs in a few statements, and answers their ids in order; null if one of them is not
-- plain: refused, or with more to do than to insert it. Then nothing was created.
create function gvp_jobs.create_plain_jobs(jobs jsonb) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  ids bigint[];
  odd boolean;
  woken_types bigint;
begin
  select bool_or(jsonb_typeof(j) <> 'object'
      or j - array['name', 'job_type', 'parameters', 'configuration', 'custom_type', 'media_type',
        'reference_id', 'actions', 'run_at', 'priority'] <> '{}'
      or length(j ->> 'name') not between 1 and 200 or j ->> 'name' is null
      or j ->> 'job_type' is null
      or j ->> 'media_type' is not null and j ->> 'reference_id' is null
      or length(j ->> 'media_type') > 200 or length(j ->> 'reference_id') > 200
      or jsonb_typeof(j -> 'parameters') not in ('object', 'null')
      or jsonb_typeof(j -> 'configuration') not in ('object', 'null')
      or pg_column_size(j) > 262144
      or jsonb_path_exists(j, 'strict $.** ? (@ > 1e1000 || @ < -1e1000)')
      or jsonb_path_exists(j, 'strict $.**{64} ? (@.type() == "object" || @.type() == "array")')
      or j -> 'actions' = '[]' or jsonb_typeof(j -> 'actions') not in ('array', 'null'))
  into odd from jsonb_array_elements(jobs) j;
  if odd then
    return null;
  end if;
  select bool_or(jsonb_typeof(a) <> 'object'
      or a - array['action_type', 'label', 'media_type', 'reference_id', 'key', 'parameters'] <> '{}'
      or a ->> 'media_type' is not null and a ->> 'reference_id' is null
      or jsonb_typeof(a -> 'parameters') not in ('object', 'null')
      or greatest(length(a ->> 'action_type'), length(a ->> 'label'), length(a ->> 'media_type'),
        length(a ->> 'reference_id'), length(a ->> 'key')) > 200)
  into odd
  from jsonb_array_elements(jobs) j, jsonb_array_elements(nullif(j -> 'actions', 'null')) a;
  if odd then
    return null;
  end if;
  with listed as materialized (
    select nextval('gvp_jobs.job_id') as id, clock_timestamp() as now, j.*
    from rows from (jsonb_to_recordset(jobs) as (name text, job_type text, parameters jsonb,
      configuration jsonb, custom_type text, media_type text, reference_id text, actions jsonb,
      run_at timestamptz, priority smallint)) with ordinality as j
  ), types as materialized (
    select job_type, custom_type, gvp_jobs.job_type_id(job_type, custom_type) as id
    from (select distinct job_type, custom_type from listed) t
  ), detail as (
    insert into gvp_jobs.job_detail (id, created_at, run_at, name, media_type, reference_id,
      parameters, configuration)
    select id, now, run_at, name, media_type, reference_id, nullif(parameters, 'null'),
      nullif(configuration, 'null')
    from listed
  ), action as (
    insert into gvp_jobs.action (job_id, action_no, action_type, label, media_type, reference_id,
      key, parameters)
    select l.id, a.no, a.value ->> 'action_type', a.value ->> 'label', a.value ->> 'media_type',
      a.value ->> 'reference_id', a.value ->> 'key', nullif(a.value -> 'parameters', 'null')
    from listed l, jsonb_array_elements(nullif(l.actions, 'null')) with ordinality as a(value, no)
  ), open as (
    insert into gvp_jobs.job_open (id, run_at, type_id, actions, status, priority)
    select l.id, coalesce(l.run_at, l.now), t.id, jsonb_array_length(nullif(l.actions, 'null')),
      'Waiting', coalesce(l.priority, 5)
    from listed l
    join types t on t.job_type = l.job_type and t.custom_type is not distinct from l.custom_type
  ), woken as materialized (
    select pg_notify('gvp_jobs', t.id::text)
    from types t
    where exists (
      select from listed l
      where l.job_type = t.job_type and l.custom_type is not distinct from t.custom_type
        and coalesce(l.run_at, l.now) <= l.now)
  )
  select array_agg(id order by ordinality), (select count(*) from woken) into ids, woken_types
  from listed;
  return ids;
exception when data_exception or check_violation then
  return null;
end $$;

create function gvp_jobs.create_jobs(jobs jsonb) returns setof bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  job jsonb;
  no integer := 0;
  unknown text;
  ids bigint[];
begin
  if jobs is null or jsonb_typeof(jobs) <> 'array' then
    perform gvp_jobs.refuse('jobs', 'must be a JSON array, but is '
      || coalesce('a JSON ' || jsonb_typeof(jobs), 'null'),
      'pass [{"name": …, "job_type": …, …}, …] with the arguments of create_job as fields');
  end if;
  ids := gvp_jobs.create_plain_jobs(jobs);
  if ids is not null then
    return query select unnest(ids);
    return;
  end if;
  -- One block around all of them: one for each would be a subtransaction for each.
  begin
    for job in select value from jsonb_array_elements(jobs) loop
      if jsonb_typeof(job) <> 'object' then
        perform gvp_jobs.refuse('job', 'must be a JSON object', 'pass {"name": …, …}');
      end if;
      select k into unknown from jsonb_object_keys(job) k
      where k <> all (array['name', 'job_type', 'parameters', 'configuration', 'custom_type',
        'media_type', 'reference_id', 'actions', 'run_at', 'priority', 'unique_key',
        'concurrency_key', 'publish'])
      limit 1;
      if found then
        perform gvp_jobs.refuse('job', format('has the unknown field "%s"', unknown),
          'the fields are the arguments of create_job');
      end if;
      return next gvp_jobs.create_job(job ->> 'name', job ->> 'job_type',
        nullif(job -> 'parameters', 'null'), nullif(job -> 'configuration', 'null'),
        job ->> 'custom_type', job ->> 'media_type', job ->> 'reference_id',
        nullif(job -> 'actions', 'null'), (job ->> 'run_at')::timestamptz,
        coalesce((job ->> 'priority')::integer, 5), job ->> 'unique_key', job ->> 'concurrency_key',
        coalesce((job ->> 'publish')::boolean, true));
      no := no + 1;
    end loop;
  exception when data_exception then
    raise exception 'jobs[%]: %', no, left(sqlerrm, 1000) using errcode = 'invalid_parameter_value',
      hint = 'nothing was created; correct this one and send all again';
  end;
end $$;
comment on function gvp_jobs.create_jobs is
  'Creates many jobs in your transaction, all or none, and answers their ids in order.';

create function gvp_jobs.locked_creating(job_id bigint, caller text) returns gvp_jobs.job_open
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  j gvp_jobs.job_open;
begin
  select * into j from gvp_jobs.job_open o where o.id = job_id for update;
  if not found then
    perform gvp_jobs.refuse('job_id', format('%s: there is no open job %s', caller, job_id),
      'jobs that have ended take no more actions: create a new one');
  elsif j.status <> 'Creating' or j.run_at <> 'infinity' then
    perform gvp_jobs.refuse('job_id', format('%s: job %s is %s, not being created by a producer',
      caller, job_id, j.status), 'create it with publish => false');
  end if;
  return j;
end $$;

create function gvp_jobs.add_actions(job_id bigint, actions jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  j gvp_jobs.job_open := gvp_jobs.locked_creating(job_id, 'add_actions');
  listed integer;
begin
  if actions is null then
    perform gvp_jobs.refuse('actions', 'is missing', 'pass a JSON array of actions');
  end if;
  listed := coalesce(j.actions, 0)
    + gvp_jobs.insert_actions(job_id, coalesce(j.actions, 0) + 1, actions);
  update gvp_jobs.job_open o set actions = listed where o.id = job_id;
  return listed;
end $$;
comment on function gvp_jobs.add_actions is
  'Adds actions to a job created with publish => false and answers how many it has now.';

create function gvp_jobs.publish_job(job_id bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  j gvp_jobs.job_open := gvp_jobs.locked_creating(job_id, 'publish_job');
begin
  if j.actions = 0 then
    insert into gvp_jobs.job_ended (id, finish_time, type_id, token, actions, from_status, status,
      priority, plan_version, attempts, crashes)
    values (j.id, clock_timestamp(), j.type_id, j.token + 1, 0, 'Creating', 'Finished', j.priority,
      0, 0, 0);
    delete from gvp_jobs.job_unique_key k where k.job_id = j.id and j.keyed;
    delete from gvp_jobs.job_open o where o.id = job_id;
  else
    update gvp_jobs.job_open o
    set status = 'Waiting', token = o.token + 1, unusual = false,
        run_at = coalesce((select d.run_at from gvp_jobs.job_detail d where d.id = job_id),
                          clock_timestamp())
    where o.id = job_id;
    perform pg_notify('gvp_jobs', o.type_id::text) from gvp_jobs.job_open o
    where o.id = job_id and o.run_at <= clock_timestamp();
  end if;
  insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, from_status, to_status,
    cause, actor)
  select j.id, j.token, clock_timestamp(), clock_timestamp(), 'Creating', 'Waiting', 'published',
    session_user where j.actions is distinct from 0;
end $$;
comment on function gvp_jobs.publish_job is
  'Makes a job created with publish => false ready to run.';
