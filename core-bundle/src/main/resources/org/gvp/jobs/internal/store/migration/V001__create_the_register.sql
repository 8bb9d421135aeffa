-- The register of jobs. Others may rely on the views job and job_action and on the functions; the
-- tables are the daemon's own. What is not ended lives in the narrow job_open, what has ended in
-- job_ended; ending a job moves its row from the one to the other in one statement. Details,
-- actions and results are written once, never move, and are partitioned by job id.

create type gvp_jobs.job_status as enum
  ('Creating', 'Waiting', 'Started', 'Stopped', 'Error', 'Finished', 'Fail');

create type gvp_jobs.action_status as enum
  ('Waiting', 'Started', 'Error', 'Stopped', 'Finished', 'Fail');

create sequence gvp_jobs.job_id;

-- What jobs are routed by. Rows appear with the first job or agent of a type and stay.
create table gvp_jobs.job_type (
  id integer generated always as identity primary key,
  job_type text not null,
  custom_type text,
  unserved_since timestamptz default clock_timestamp(),
  constraint job_type_is_known check (job_type in (
    'MiView', 'CMGSubscriptionSynchronizer', 'CMGUserSynchronizer', 'Unit',
    'ProductsIntegrationPurchaseSynchronizer', 'ProductsIntegrationCatalogExporter',
    'ProductsIntegrationCatalogCleaner', 'ProductsIntegrationExternalPurchaseSynchronizer',
    'ProductsIntegrationSubscriptionRenewer', 'ProductsIntegrationUpdatePurchases',
    'Celery Job', 'Custom')),
  constraint custom_type_only_for_custom check ((job_type = 'Custom') = (custom_type is not null)),
  constraint custom_type_is_short check (length(custom_type) between 1 and 200),
  constraint job_type_is_unique unique nulls not distinct (job_type, custom_type)
);

-- A start of a daemon. Its lease is its liveness; its number is the owner of the jobs it runs.
create table gvp_jobs.node (
  incarnation integer generated always as identity primary key,
  node text not null,
  version text not null,
  started_at timestamptz not null,
  lease_until timestamptz not null,
  revoked boolean not null default false,
  stopped_at timestamptz
) with (fillfactor = 50);
create index node_by_name on gvp_jobs.node (node, incarnation);

-- The versions of agents that have run jobs.
create table gvp_jobs.agent_version (
  id integer generated always as identity primary key,
  symbolic_name text not null,
  version text not null,
  constraint agent_version_is_unique unique (symbolic_name, version)
);

-- What each start of a daemon has in its agents folder, and what became of it.
create table gvp_jobs.node_agent (
  incarnation integer not null,
  file text not null,
  symbolic_name text,
  version text,
  state text not null,
  code text,
  reason text,
  types integer[] not null default '{}',
  since timestamptz not null,
  primary key (incarnation, file)
);

-- Jobs that have not ended, and only what their runs change. Claiming must stay a HOT update: no
-- index here may name status, owner, agent, token, claimed_at or start_time, not even in its
-- predicate, and a page keeps room for a second version of each of its rows.
create table gvp_jobs.job_open (
  id bigint primary key,
  run_at timestamptz not null,            -- 'infinity': not due until somebody does something
  start_time timestamptz,
  claimed_at timestamptz,
  key_hash bigint,                        -- of its type and concurrency key; null: it has none
  type_id integer not null,
  owner integer,                          -- the node incarnation that holds it
  agent integer,                          -- the agent version that runs it
  token integer not null default 0,       -- grows on entry to and on every exit from a run
  actions integer,                        -- null: not listed; it is its own single action
  frontier integer not null default 0,    -- all actions up to this number have ended
  failed integer not null default 0,      -- and so many of those failed for good
  attempts integer not null default 0,    -- runs in a row in which no action ended
  status gvp_jobs.job_status not null,
  priority smallint not null,
  plan_version smallint not null default 0,
  losses smallint not null default 0,     -- daemons lost in a row while they held it
  crashes smallint not null default 0,    -- of those, how many while they performed it alone
  stop_requested boolean not null default false,
  suspect boolean not null generated always as (losses > 0) stored, -- watched: see Suspicion
  blocked boolean not null default false, -- not admitted yet by its concurrency key
  keyed boolean not null default false,   -- has a row in job_unique_key
  unusual boolean not null default false, -- has been Creating, Stopped or in Error: few, and indexed
  constraint open_status check (status in ('Creating', 'Waiting', 'Started', 'Stopped', 'Error')),
  constraint started_has_an_owner check (
    case status when 'Started' then owner is not null when 'Creating' then true else owner is null end),
  constraint owner_since check ((owner is null) = (claimed_at is null)),
  constraint blocked_by_a_key check (not blocked or key_hash is not null),
  constraint priority_range check (priority between 0 and 9)
) with (fillfactor = 45, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100000,
        autovacuum_vacuum_cost_delay = 0);
create index job_open_claim on gvp_jobs.job_open (type_id, suspect, blocked, priority, run_at, id);
create index job_open_unusual on gvp_jobs.job_open (id) where unusual;

-- Which jobs a daemon claimed, a row per claim: how a rescuer finds the jobs of a lost one. Claims of
-- one daemon are numbered; what is left of several, put together, has no number.
create table gvp_jobs.claim_ledger (
  owner integer not null,
  no bigint,
  at timestamptz not null,
  ids bigint[] not null
);
create index claim_ledger_owner on gvp_jobs.claim_ledger (owner, at);

create table gvp_jobs.job_unique_key (
  unique_key text primary key,
  job_id bigint not null unique
);

-- What a producer said about a job. Written once.
create table gvp_jobs.job_detail (
  id bigint primary key,
  created_at timestamptz not null,
  run_at timestamptz,
  name text not null,
  media_type text,
  reference_id text,
  unique_key text,
  concurrency_key text,
  schedule text,
  created_by text not null default session_user,
  parameters jsonb,
  configuration jsonb,
  constraint name_length check (length(name) between 1 and 200),
  constraint run_at_is_a_time check (isfinite(run_at)),
  constraint payload_is_short check (
    octet_length(parameters::text) <= 1048576 and octet_length(configuration::text) <= 1048576),
  constraint reference_id_with_media_type check (media_type is null or reference_id is not null),
  constraint parameters_is_object check (jsonb_typeof(parameters) = 'object'),
  constraint configuration_is_object check (jsonb_typeof(configuration) = 'object')
) partition by range (id);
create index job_detail_reference on gvp_jobs.job_detail (reference_id, id)
  where reference_id is not null;

-- Jobs that have ended, with their last run. A Fail has its words in job_history.
create table gvp_jobs.job_ended (
  id bigint primary key,
  start_time timestamptz,
  claimed_at timestamptz,
  finish_time timestamptz not null,
  type_id integer not null,
  owner integer,
  agent integer,
  token integer not null,
  actions integer,
  failed_actions integer not null default 0,
  from_status gvp_jobs.job_status not null,
  status gvp_jobs.job_status not null,
  attempts integer not null,
  priority smallint not null,
  plan_version smallint not null,
  crashes smallint not null,
  constraint ended_status check (status in ('Finished', 'Fail')),
  constraint ended_edge check ((from_status, status) in
    (('Creating', 'Finished'), ('Creating', 'Fail'), ('Started', 'Finished'), ('Started', 'Fail')))
) partition by range (id);
create index job_ended_type on gvp_jobs.job_ended (type_id, id);
create index job_ended_fail on gvp_jobs.job_ended (id) where status = 'Fail';

-- What happened to a job besides the run that finished it: a row per run, operator or rescuer.
create table gvp_jobs.job_history (
  job_id bigint not null,
  token integer not null,                 -- the job's token before it changed hands
  claimed_at timestamptz not null,
  ended_at timestamptz not null,
  owner integer,
  agent integer,
  from_status gvp_jobs.job_status not null,
  to_status gvp_jobs.job_status not null,
  cause text not null,
  actor text,
  code text,
  reason text,
  primary key (job_id, token)
) partition by range (job_id);

-- The actions of a job as they were listed. Written once.
create table gvp_jobs.action (
  job_id bigint not null,
  action_no integer not null,
  action_type text,
  label text,
  media_type text,
  reference_id text,
  key text,
  parameters jsonb,
  primary key (job_id, action_no),
  constraint parameters_is_short check (octet_length(parameters::text) <= 1048576),
  constraint reference_id_with_media_type check (media_type is null or reference_id is not null),
  constraint parameters_is_object check (jsonb_typeof(parameters) = 'object')
) partition by range (job_id);
create index action_item on gvp_jobs.action (media_type, reference_id, job_id)
  where media_type is not null;

-- Which actions a run has handed out, a row per page: what a rescuer must take for begun.
create table gvp_jobs.action_begun (
  job_id bigint not null,
  token integer not null,
  first_no integer not null,
  last_no integer not null,
  at timestamptz not null,
  primary key (job_id, token, first_no)
) partition by range (job_id);

-- What came of each attempt at an action; the row with the highest seq is how it stands.
create table gvp_jobs.action_result (
  job_id bigint not null,
  action_no integer not null,
  seq integer not null,
  attempt integer not null,               -- how many times it was handed to an agent
  retries integer not null,               -- how many times it was tried again after a failure
  generation smallint not null default 1, -- grows with a redrive; part of the idempotency key
  token integer not null,
  status gvp_jobs.action_status not null,
  start_date timestamptz,
  end_date timestamptz,
  next_try timestamptz,
  code text,
  reason text,
  results jsonb,
  checkpoint jsonb,
  primary key (job_id, action_no, seq),
  constraint stored_status check (status <> 'Stopped')
) partition by range (job_id);

-- How jobs of a type are retried, limited and kept. Without action type: all its actions.
create table gvp_jobs.job_rule (
  job_type text not null,
  custom_type text,
  action_type text,
  rule_type text not null,
  value integer not null,
  set_by text not null default session_user,
  set_at timestamptz not null default clock_timestamp(),
  constraint rule_type_is_known check (rule_type in
    ('DelayToRetry', 'RetryLimit', 'ExecutionLimit', 'KeepTheLast', 'KeepDays', 'KeepFailDays',
     'ConcurrencyLimit', 'KeyConcurrencyLimit')),
  constraint value_is_positive check (value > 0),
  constraint job_rule_is_unique unique nulls not distinct
    (job_type, custom_type, action_type, rule_type)
);

-- A schedule is its name; the definition last brought in counts, for all daemons.
create table gvp_jobs.schedule (
  name text primary key,
  revision integer not null default 1,
  definition text not null,               -- canonical text of all of it, to tell drift
  type_id integer not null,
  cron text not null,
  zone text not null,
  parameters jsonb,
  configuration jsonb,
  enabled boolean not null,
  missed text not null,
  overlap text not null,
  next_fire timestamptz,
  updated_at timestamptz not null,
  updated_by text not null
);

-- Every fire that was due: a job, or why there is none.
create table gvp_jobs.schedule_fire (
  schedule text not null,
  nominal_time timestamptz not null,
  outcome text not null,
  job_id bigint,
  at timestamptz not null,
  node text not null,
  primary key (schedule, nominal_time),
  constraint outcome_is_known check (outcome in ('ran', 'skipped', 'missed')),
  constraint ran_has_a_job check ((outcome = 'ran') = (job_id is not null))
);

-- Partitions hold four million jobs each and exist ahead of the ids; a daemon calls this now and
-- then. Attaching, unlike creating in place, does not lock out readers and writers.
create function gvp_jobs.ensure_partitions() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  width constant bigint := 4194304;
  ahead constant bigint := 3;
  current_no bigint;
  parent text;
  child text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('gvp_jobs.ensure_partitions'));
  select last_value / width into current_no from gvp_jobs.job_id;
  for part in current_no .. current_no + ahead loop
    foreach parent in array array['job_detail', 'job_ended', 'job_history', 'action',
                                  'action_begun', 'action_result'] loop
      child := parent || '_' || part;
      continue when to_regclass('gvp_jobs.' || child) is not null;
      execute format('create table gvp_jobs.%I (like gvp_jobs.%I including all)', child, parent);
      execute format('alter table gvp_jobs.%I attach partition gvp_jobs.%I for values from (%s) to (%s)',
                     parent, child, part * width, (part + 1) * width);
      made := made + 1;
    end loop;
  end loop;
  return made;
end $$;

select gvp_jobs.ensure_partitions();
