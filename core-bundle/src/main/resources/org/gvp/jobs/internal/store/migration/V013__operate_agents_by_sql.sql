-- Agents: what each node remembers of them from one start to the next, and what operators want of
-- them. Each daemon looks for new orders twice a second.

-- Which contents of an agent were good on a node, and which was rolled back.
create table gvp_jobs.agent_memory (
  node text not null,
  symbolic_name text not null,
  file text,
  good text,                              -- SHA-256 of a jar, as the next two
  before text,
  refused text,
  code text,                              -- why it is refused
  reason text,
  fix text,
  drained text,                           -- why it is given no jobs
  changed_at timestamptz not null default clock_timestamp(),
  primary key (node, symbolic_name)
);

create table gvp_jobs.agent_order (
  id bigint generated always as identity primary key,
  what text not null,
  symbolic_name text not null,
  node text,                              -- null for all
  actor text not null default session_user,
  at timestamptz not null default clock_timestamp(),
  reason text,
  constraint what_is_known check (what in ('rollback', 'drain', 'retry'))
);

-- The last order that a node has obeyed, or that was there before the node was.
create table gvp_jobs.agent_order_seen (
  node text primary key,
  id bigint not null
);

create function gvp_jobs.order_agent(what text, symbolic_name text, node text, reason text)
returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  nodes bigint;
  cure text;
begin
  -- One after the other, so that no daemon sees a later order before an earlier one.
  lock table gvp_jobs.agent_order in share row exclusive mode;
  select count(distinct n.node) into nodes
  from gvp_jobs.node_agent a join gvp_jobs.node n on n.incarnation = a.incarnation
  where a.symbolic_name = symbolic_name and (node is null or n.node = node)
    and n.stopped_at is null and not n.revoked and n.lease_until > clock_timestamp();
  if nodes = 0 then
    select coalesce('there are ' || string_agg(distinct a.symbolic_name || ' on ' || n.node, ', '),
      'there are none') into cure
    from gvp_jobs.node_agent a join gvp_jobs.node n on n.incarnation = a.incarnation
    where a.symbolic_name is not null
      and n.stopped_at is null and not n.revoked and n.lease_until > clock_timestamp();
    perform gvp_jobs.refuse('symbolic_name', format('no living daemon%s has an agent "%s"',
      coalesce(' ' || node, ''), symbolic_name), cure);
  end if;
  insert into gvp_jobs.agent_order (what, symbolic_name, node, reason)
  values (what, symbolic_name, node, left(reason, 2000));
  return nodes;
end $$;

create function gvp_jobs.rollback_agent(symbolic_name text, node text default null,
  reason text default null) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select gvp_jobs.order_agent('rollback', symbolic_name, node, reason);
$$;
comment on function gvp_jobs.rollback_agent is
  'Has the version before serve again, on a node or on all; the content that served is not tried again until retry_agent. Answers how many daemons are told.';

create function gvp_jobs.drain_agent(symbolic_name text, node text default null,
  reason text default null) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select gvp_jobs.order_agent('drain', symbolic_name, node, reason);
$$;
comment on function gvp_jobs.drain_agent is
  'Gives an agent no more jobs, on a node or on all, until retry_agent; what it runs comes to its end or is handed back. Answers how many daemons are told.';

create function gvp_jobs.retry_agent(symbolic_name text, node text default null,
  reason text default null) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select gvp_jobs.order_agent('retry', symbolic_name, node, reason);
$$;
comment on function gvp_jobs.retry_agent is
  'Takes the content of the agent''s file anew, also one that was rolled back or is of a lower version, and ends a drain, on a node or on all. Answers how many daemons are told.';
