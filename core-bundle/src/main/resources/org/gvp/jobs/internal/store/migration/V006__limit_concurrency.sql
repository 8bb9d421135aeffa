-- Limits to how many jobs are Started at once in the cluster: of one type (rule ConcurrencyLimit) and
-- of one type and concurrency_key (1, or rule KeyConcurrencyLimit).
--
-- Keys: a job with a key is blocked, and stands outside of the due part of the claim index, until a
-- daemon admits it; admitting is serialised by an advisory lock. It is admitted for one run: whatever
-- takes it out of that run, or out of the queue, blocks it again and notes the key as changed. These
-- notes are rows that are only added, so that nobody waits for anybody: a producer's open transaction
-- cannot hold up the end of a job. Jobs without key pay for the WHEN of a trigger and nothing else.

create function gvp_jobs.key_hash(type_id integer, concurrency_key text) returns bigint
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$$ select hashtextextended(concurrency_key, type_id) $$;

-- Keys of which a job has come or gone: whose next job may be admitted.
create table gvp_jobs.key_change (
  key_hash bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
        autovacuum_vacuum_cost_delay = 0);

-- For a job that is about to be inserted, blocked: its key's hash, noted as changed; null if it has
-- no key.
create function gvp_jobs.note_key(type_id integer, concurrency_key text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  hash constant bigint := gvp_jobs.key_hash(type_id, concurrency_key);
begin
  if hash is not null then
    insert into gvp_jobs.key_change (key_hash) values (hash);
  end if;
  return hash;
end $$;

create index job_open_blocked on gvp_jobs.job_open (key_hash, priority, run_at, id) where blocked;
create index job_open_blocked_due on gvp_jobs.job_open (run_at) where blocked;
create index job_open_admitted on gvp_jobs.job_open (key_hash)
  where key_hash is not null and not blocked;

-- After the row, for a trigger before it would lock every row twice, of jobs without key as well.
create function gvp_jobs.leave_key() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into gvp_jobs.key_change (key_hash) values (old.key_hash);
  if tg_op = 'UPDATE' then
    update gvp_jobs.job_open o set blocked = true where o.id = new.id and not o.blocked;
  end if;
  return null;
end $$;

create trigger leave_key_by_update after update on gvp_jobs.job_open for each row
when (old.key_hash is not null and new.token <> old.token and new.owner is null)
execute function gvp_jobs.leave_key();

create trigger leave_key_by_delete after delete on gvp_jobs.job_open for each row
when (old.key_hash is not null)
execute function gvp_jobs.leave_key();

-- Types: a row for each run of a type that has a limit. It counts as long as the job is under that
-- run's token, which grows on every way out of the run: nothing has to be given back.
create table gvp_jobs.type_slot (
  type_id integer not null,
  job_id bigint not null,
  token integer not null,
  primary key (type_id, job_id)
);

-- How many more jobs of a type may start now; null: as many as there are, -1: another daemon is
-- claiming some. Until the caller's transaction ends nobody else gets an answer. With adopt, what was
-- claimed before the rule was set is counted from now on.
create function gvp_jobs.free_slots(type_id integer, adopt boolean) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  most integer;
begin
  select r.value into most
  from gvp_jobs.job_type t
  join gvp_jobs.job_rule r on r.job_type = t.job_type
    and r.custom_type is not distinct from t.custom_type
  where t.id = type_id and r.action_type is null and r.rule_type = 'ConcurrencyLimit';
  if most is null then
    return null;
  elsif not pg_try_advisory_xact_lock(hashtext('gvp_jobs.type_slot'), type_id) then
    return -1;
  end if;
  delete from gvp_jobs.type_slot s
  where s.type_id = type_id and not exists (
    select from gvp_jobs.job_open j where j.id = s.job_id and j.token = s.token);
  if adopt then
    insert into gvp_jobs.type_slot (type_id, job_id, token)
    select type_id, j.id, j.token
    from gvp_jobs.claim_ledger l
    cross join unnest(l.ids) x(id)
    join gvp_jobs.job_open j on j.id = x.id and j.owner = l.owner
    where j.type_id = type_id
    on conflict do nothing;
  end if;
  return greatest(0, most - (
    select count(*) from gvp_jobs.type_slot s where s.type_id = type_id)::integer);
end $$;
