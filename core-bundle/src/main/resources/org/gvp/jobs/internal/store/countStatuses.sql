-- countStatuses: each status up to one more than the cap, and not a row further. Each statement
-- names its status as a literal, so that the checks on the tables and the partial indexes apply;
-- Started goes by the claim ledger, as in listStartedJobs.
select 'Creating' as status, (select count(*) from (
  select from gvp_jobs.job_open where unusual and status = 'Creating' limit 10001) c) as jobs
union all
select 'Waiting', (select count(*) from (
  select from gvp_jobs.job_open where status = 'Waiting' limit 10001) c)
union all
select 'Started', (select count(*) from (
  select from (select distinct unnest(l.ids) as id from gvp_jobs.claim_ledger l) c
  join gvp_jobs.job_open j on j.id = c.id where j.status = 'Started' limit 10001) c)
union all
select 'Stopped', (select count(*) from (
  select from gvp_jobs.job_open where unusual and status = 'Stopped' limit 10001) c)
union all
select 'Error', (select count(*) from (
  select from gvp_jobs.job_open where unusual and status = 'Error' limit 10001) c)
union all
select 'Finished', (select count(*) from (
  select from gvp_jobs.job_ended where status = 'Finished' limit 10001) c)
union all
select 'Fail', (select count(*) from (
  select from gvp_jobs.job_ended where status = 'Fail' limit 10001) c)
