-- What the sandbox keeps for itself. Run at every start, by one daemon at a time: every statement
-- must do nothing where its work is done already.

create schema if not exists sandbox;

-- By this row the sandbox knows a database of its own making; a daemon that means business knows
-- by it that it must keep out.
create table if not exists sandbox.made_by (
  singleton boolean primary key default true check (singleton),
  made_by text not null,
  made_at timestamptz not null default clock_timestamp(),
  filled_at timestamptz,
  ticked_at timestamptz
);

-- The log of effects: what the far sides were asked and what they did. Append-only, so that
-- "nothing lost, nothing twice" can be counted from outside.
create table if not exists sandbox.effect (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  peer text not null,
  operation text not null,
  phase text not null check (phase in ('start', 'accepted', 'replay', 'refused', 'end')),
  idempotency_key text,
  job_id bigint,
  action_no integer,
  attempt integer,
  token bigint,
  detail jsonb
);
create index if not exists effect_by_action on sandbox.effect (job_id, action_no);
create index if not exists effect_by_key on sandbox.effect (idempotency_key);

create or replace function sandbox.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  raise exception '% on sandbox.effect is refused: the log of effects is append-only', tg_op
    using errcode = 'restrict_violation', hint = 'Only insert rows, or read them.';
end $$;

create or replace trigger effect_is_append_only
  before update or delete or truncate on sandbox.effect
  for each statement execute function sandbox.refuse_change();

-- Faults that are switched on. No row: the far side works as it should.
create table if not exists sandbox.fault (
  peer text not null,
  kind text not null,
  share numeric not null,
  value integer,
  set_at timestamptz not null default clock_timestamp(),
  primary key (peer, kind)
);

create or replace function sandbox.check_peer(peer text) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  if peer is null or peer <> 'gal-north' then
    raise exception 'peer % is not allowed', coalesce(quote_literal(peer), 'null')
      using errcode = 'invalid_parameter_value', hint = 'Allowed: gal-north.';
  end if;
end $$;

create or replace function sandbox.set_fault(
  peer text, kind text, share numeric, value integer default null) returns void
language plpgsql set search_path = pg_catalog as $$
#variable_conflict use_column
begin
  perform sandbox.check_peer(set_fault.peer);
  if set_fault.kind is null or set_fault.kind not in ('latency', 'error', 'timeout_after') then
    raise exception 'kind % is not allowed', coalesce(quote_literal(set_fault.kind), 'null')
      using errcode = 'invalid_parameter_value', hint = 'Allowed: latency, error, timeout_after.';
  end if;
  if set_fault.share is null or not set_fault.share between 0 and 1 then
    raise exception 'share % is not allowed', coalesce(set_fault.share::text, 'null')
      using errcode = 'invalid_parameter_value',
        hint = 'Allowed: the share of the requests that are hit, 0 (none) to 1 (all).';
  end if;
  if set_fault.kind = 'error' and set_fault.value is not null then
    raise exception 'value % is not allowed', set_fault.value
      using errcode = 'invalid_parameter_value', hint = 'The kind error takes no value: leave it null.';
  end if;
  if set_fault.kind = 'latency' and set_fault.value is null
      or not set_fault.value between 0 and 600000 then
    raise exception 'value % is not allowed', coalesce(set_fault.value::text, 'null')
      using errcode = 'invalid_parameter_value', hint = 'Allowed: milliseconds, 0 to 600000.';
  end if;
  insert into sandbox.fault as f (peer, kind, share, value)
  values (set_fault.peer, set_fault.kind, set_fault.share,
    case set_fault.kind
      when 'timeout_after' then coalesce(set_fault.value, 60000)
      else set_fault.value
    end)
  on conflict (peer, kind) do update
    set share = excluded.share, value = excluded.value, set_at = clock_timestamp();
end $$;

-- Switches faults off: those of a peer, or all of them. Answers how many there were.
create or replace function sandbox.clear_faults(peer text default null) returns integer
language plpgsql set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  cleared integer;
begin
  if clear_faults.peer is not null then
    perform sandbox.check_peer(clear_faults.peer);
  end if;
  delete from sandbox.fault f where clear_faults.peer is null or f.peer = clear_faults.peer;
  get diagnostics cleared = row_count;
  return cleared;
end $$;

-- GAL North's catalogue: each film as it was accepted last, with the fence, the highest job and
-- token that it was put by; and the answer last given under each idempotency key.
create table if not exists sandbox.gal_north_film (
  unique_id text collate "C" primary key,
  version bigint not null,
  content_hash text not null,
  film jsonb not null,
  fence_job bigint not null,
  fence_token bigint not null,
  updated_at timestamptz not null default clock_timestamp()
);
create table if not exists sandbox.gal_north_key (
  key text primary key,
  film jsonb not null,
  answer jsonb not null,
  at timestamptz not null default clock_timestamp()
);
