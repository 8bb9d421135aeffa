-- tidyLedger: forgets our own claims of which nothing is held any more, and keeps what is in one
-- row. Those of which this daemon has written every end go by their number, which costs nothing; of
-- others, once they are old, each job is looked up, and again only as long as it runs. Answers what we
-- hold and do not run: nobody else would ever hand it back.
with ended as (
  delete from gvp_jobs.claim_ledger where owner = :owner and no = any(:ended::bigint[])
), old as (
  delete from gvp_jobs.claim_ledger
  where owner = :owner and at < coalesce(:now::timestamptz, clock_timestamp()) - interval '10 seconds'
    and (no is null or no <> all(:ended::bigint[]))
  returning ids
), held as (
  select j.*
  from old
  cross join lateral unnest(old.ids) x(id)
  cross join lateral (
    select o.id, o.token, o.status, o.attempts
    from gvp_jobs.job_open o where o.id = x.id and o.owner = :owner limit 1) j
), kept as (
  insert into gvp_jobs.claim_ledger (owner, at, ids)
  select :owner, coalesce(:now::timestamptz, clock_timestamp()), array_agg(id)
  from held having count(*) > 0
)
select * from held where id <> all(:running::bigint[])
