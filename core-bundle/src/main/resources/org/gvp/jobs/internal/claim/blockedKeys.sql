-- blockedKeys: the keys of all blocked jobs, one probe of the index for each key however many jobs it
-- blocks.
with recursive k as (
  (select o.key_hash from gvp_jobs.job_open o where o.blocked order by o.key_hash limit 1)
  union all
  select (select o.key_hash from gvp_jobs.job_open o
          where o.blocked and o.key_hash > k.key_hash order by o.key_hash limit 1)
  from k where k.key_hash is not null
)
select key_hash from k where key_hash is not null
