-- The operators' levers. Each keeps who pulled it and why in the job's history.

create function gvp_jobs.keep_history(j gvp_jobs.job_open, to_status gvp_jobs.job_status, cause text,
  reason text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, owner, agent, from_status,
    to_status, cause, actor, reason)
  values (j.id, j.token, clock_timestamp(), clock_timestamp(), j.owner, j.agent, j.status, to_status,
    cause, session_user, left(reason, 2000));
$$;

create function gvp_jobs.locked_open(job_id bigint, caller text) returns gvp_jobs.job_open
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  j gvp_jobs.job_open;
  ended gvp_jobs.job_status;
begin
  select * into j from gvp_jobs.job_open o where o.id = job_id for update;
  if not found then
    select e.status into ended from gvp_jobs.job_ended e where e.id = job_id;
    if found then
      perform gvp_jobs.refuse('job_id', format('%s: job %s has ended: it is %s', caller, job_id, ended),
        case ended when 'Fail' then 'redrive_job gives it another chance'
                   else 'create a new job' end);
    end if;
    perform gvp_jobs.refuse('job_id', format('%s: there is no job %s', caller, job_id),
      'look it up: select id, name, status from gvp_jobs.job');
  end if;
  return j;
end $$;

-- Stops a job that is Waiting or in Error, or asks the daemon that runs it to.
create function gvp_jobs.stop_locked(j gvp_jobs.job_open, reason text) returns gvp_jobs.job_status
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if j.status = 'Started' then
    update gvp_jobs.job_open o set stop_requested = true where o.id = j.id;
    return 'Started';
  end if;
  update gvp_jobs.job_open o
  set status = 'Stopped', token = o.token + 1, run_at = 'infinity', unusual = true
  where o.id = j.id;
  perform gvp_jobs.keep_history(j, 'Stopped', 'stopped', reason);
  return 'Stopped';
end $$;

create function gvp_jobs.stop_job(job_id bigint, reason text default null)
returns gvp_jobs.job_status
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  j gvp_jobs.job_open := gvp_jobs.locked_open(job_id, 'stop_job');
begin
  if j.status = 'Creating' then
    perform gvp_jobs.refuse('job_id', format('stop_job: job %s is still being created', job_id),
      'wait until it is Waiting, then stop it');
  elsif j.status = 'Stopped' then
    return 'Stopped';
  elsif j.status = 'Started' then
    raise notice 'job % is running: its daemon was asked to stop it and confirms by status Stopped', job_id;
  end if;
  return gvp_jobs.stop_locked(j, reason);
end $$;
comment on function gvp_jobs.stop_job is
  'Stops a job: at once while it waits, after its running actions while it runs. resume_job undoes it.';

create function gvp_jobs.resume_locked(j gvp_jobs.job_open, reason text)
returns gvp_jobs.job_status
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update gvp_jobs.job_open o
  set status = 'Waiting', token = o.token + 1, stop_requested = false, attempts = 0,
      run_at = clock_timestamp()
  where o.id = j.id;
  perform pg_notify('gvp_jobs', j.type_id::text);
  perform gvp_jobs.keep_history(j, 'Waiting', 'resumed', reason);
  return 'Waiting';
end $$;

create function gvp_jobs.resume_job(job_id bigint, reason text default null)
returns gvp_jobs.job_status
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  j gvp_jobs.job_open := gvp_jobs.locked_open(job_id, 'resume_job');
begin
  if j.status = 'Started' and j.stop_requested then
    update gvp_jobs.job_open o set stop_requested = false where o.id = job_id;
    return 'Started';
  elsif j.status <> 'Stopped' then
    perform gvp_jobs.refuse('job_id', format('resume_job: job %s is %s, not Stopped', job_id, j.status),
      'only a stopped job can be resumed');
  end if;
  return gvp_jobs.resume_locked(j, reason);
end $$;
comment on function gvp_jobs.resume_job is 'Lets a stopped job run again, from where it was.';

-- Opens a job in Fail again; false if its unique key belongs to an open job meanwhile.
create function gvp_jobs.redrive_locked(e gvp_jobs.job_ended, reason text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  key text;
  concurrency_key text;
  hash bigint;
  moment timestamptz := clock_timestamp();
begin
  select d.unique_key, d.concurrency_key into key, concurrency_key
  from gvp_jobs.job_detail d where d.id = e.id;
  if key is not null then
    insert into gvp_jobs.job_unique_key values (key, e.id) on conflict do nothing;
    if not found then
      return false;
    end if;
  end if;
  -- A job that never got its actions lists them again; one that has them repeats the failed ones,
  -- under a new idempotency key: what failed for good is known not to have happened.
  insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, generation, token,
    status, next_try, code, reason)
  select distinct on (r.action_no) r.job_id, r.action_no, r.seq + 1, r.attempt, 0, r.generation + 1,
    e.token, 'Waiting', null, 'redriven', left('redriven by ' || session_user, 2000)
  from gvp_jobs.action_result r
  where r.job_id = e.id and not exists (
    select from gvp_jobs.action_result later
    where later.job_id = r.job_id and later.action_no = r.action_no and later.seq > r.seq)
    and r.status <> 'Finished'
  order by r.action_no;
  delete from gvp_jobs.job_ended x where x.id = e.id;
  hash := gvp_jobs.note_key(e.type_id, concurrency_key);
  insert into gvp_jobs.job_open (id, run_at, start_time, type_id, token, actions, status, priority,
    plan_version, keyed, key_hash, blocked)
  values (e.id, moment, e.start_time, e.type_id, e.token + 1, e.actions, 'Waiting', e.priority,
    e.plan_version, key is not null, hash, hash is not null);
  perform pg_notify('gvp_jobs', e.type_id::text);
  insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, from_status, to_status,
    cause, actor, reason)
  values (e.id, e.token, moment, moment, 'Fail', 'Waiting', 'redriven', session_user,
    left(reason, 2000));
  return true;
end $$;

create function gvp_jobs.redrive_job(job_id bigint, reason text default null)
returns gvp_jobs.job_status
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  e gvp_jobs.job_ended;
begin
  select * into e from gvp_jobs.job_ended x where x.id = job_id for update;
  if not found then
    perform gvp_jobs.refuse('job_id', format('redrive_job: there is no ended job %s', job_id),
      'only a job in status Fail can be redriven');
  elsif e.status <> 'Fail' then
    perform gvp_jobs.refuse('job_id', format('redrive_job: job %s is %s, not Fail', job_id, e.status),
      'only a job in status Fail can be redriven');
  elsif not gvp_jobs.redrive_locked(e, reason) then
    perform gvp_jobs.refuse('job_id', format(
      'redrive_job: job %s has the unique key "%s", and so has an open job', job_id,
      (select d.unique_key from gvp_jobs.job_detail d where d.id = job_id)),
      'let that one end first');
  end if;
  return 'Waiting';
end $$;
comment on function gvp_jobs.redrive_job is
  'Gives a failed job another chance: the actions that are done stay done, the others get a new budget of tries.';

create function gvp_jobs.set_rule(job_type text, rule_type text, value integer,
  custom_type text default null, action_type text default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  known constant text[] := array['DelayToRetry', 'RetryLimit', 'ExecutionLimit', 'KeepTheLast',
    'KeepDays', 'KeepFailDays', 'ConcurrencyLimit', 'KeyConcurrencyLimit'];
begin
  if rule_type is null or rule_type <> all (known) then
    perform gvp_jobs.refuse('rule_type', format('"%s" is not known', rule_type),
      'one of ' || array_to_string(known, ', '));
  elsif length(action_type) > 200 then
    perform gvp_jobs.refuse('action_type', format('has %s characters, allowed are 200',
      length(action_type)), 'shorten it');
  elsif value < 1 then
    perform gvp_jobs.refuse('value', format('must be at least 1, but is %s', value),
      'null takes the rule away');
  end if;
  perform gvp_jobs.job_type_id(job_type, custom_type);
  if value is null then
    delete from gvp_jobs.job_rule r
    where r.job_type = job_type and r.rule_type = rule_type
      and r.custom_type is not distinct from custom_type
      and r.action_type is not distinct from action_type;
  else
    insert into gvp_jobs.job_rule as r (job_type, custom_type, action_type, rule_type, value)
    values (job_type, custom_type, action_type, rule_type, value)
    on conflict on constraint job_rule_is_unique do update
    set value = excluded.value, set_by = session_user, set_at = clock_timestamp();
  end if;
  if rule_type = 'KeyConcurrencyLimit' then -- there may be room now
    insert into gvp_jobs.key_change (key_hash)
    select distinct o.key_hash from gvp_jobs.job_open o
    where o.blocked and o.type_id = gvp_jobs.job_type_id(job_type, custom_type);
  end if;
end $$;
comment on function gvp_jobs.set_rule is
  'Sets a rule of a job type, or of one of its action types; null takes it away. Obeyed within two seconds.';
