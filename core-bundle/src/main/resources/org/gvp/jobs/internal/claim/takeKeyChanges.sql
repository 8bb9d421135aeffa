-- takeKeyChanges: the keys of which a job has come or gone.
with taken as (
  delete from gvp_jobs.key_change
  where ctid = any(array(select c.ctid from gvp_jobs.key_change c limit 5000))
  returning key_hash
)
select distinct key_hash from taken
