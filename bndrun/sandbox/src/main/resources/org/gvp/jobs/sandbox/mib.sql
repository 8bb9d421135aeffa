-- Schema mib as the agents see it. The sandbox makes it here; on a real platform these are tables
-- or views of MiB. Status ids of purchases: 0 Unknown, 1 Pending, 2 Finished, 3 Error,
-- 4 Cancelled, 5 WaitingPayment, 6 PendingOBActivation, 7 PendingOBCancellation, 8 Canceling,
-- 9 Active, 10 Trial.
create schema if not exists mib;
create table mib.movie (
  id bigint primary key, unique_id text not null unique, title text not null, original_title text, source text not null,
  status text not null,                 -- 'Preparation Area','Quality Area','Available in Stock','Quarantine Area'
  release_date date, running_time_min integer, rating text, genre text, director text, distributor text, imdb_rating numeric(3,1),
  licence_start timestamptz, licence_end timestamptz, last_update timestamptz not null);
create index movie_last_update on mib.movie (last_update);
create table mib.gvp_users (
  id bigint primary key, unique_id text not null unique, name text not null, email text not null, status text not null,
  user_type text not null, service_type text not null, ewallet_balance numeric(12,2) not null default 0,
  changed_at timestamptz not null);      -- the user's timestamp: moves with every purchase status change
create table mib.gvp_subscriptions (
  id bigint primary key, external_id text not null unique, it_code text, name text not null, price numeric(10,2) not null,
  recurrence_type integer not null, trial_days integer not null, active boolean not null);
create table mib.gvp_users_purchases (
  id bigint primary key, transaction_hash text not null unique, user_id bigint not null references mib.gvp_users,
  product_type text not null, product_id bigint not null, product_name text not null, payment_type text not null,
  status_id integer not null, price numeric(10,2) not null, date_start timestamptz not null, date_end timestamptz,
  device_type_id integer, auto_renew boolean not null, last_update timestamptz not null);
create index purchases_due on mib.gvp_users_purchases (status_id, date_end);
create table mib.gvp_users_purchases_history (
  id bigint generated always as identity primary key, purchase_id bigint not null references mib.gvp_users_purchases,
  at timestamptz not null, from_status_id integer not null, to_status_id integer not null, changed_by text not null);
create index purchases_history_purchase on mib.gvp_users_purchases_history (purchase_id);
create table mib.catalog_export (        -- per film what GAL North has accepted last
  movie_id bigint primary key references mib.movie, content_hash text not null, exported_at timestamptz not null,
  film_version timestamptz not null);    -- the last_update of the film as exported
create table mib.inbox (                 -- effects already applied, by key: for a MiB on another server than the register
  key text primary key, job_id bigint not null, action_no integer not null, at timestamptz not null default clock_timestamp());
