-- endStuckCopies: a daemon that is paused in the midst of copying results holds its jobs locked, and
-- no timeout of the server ends that: it waits for the rest of the rows. What is copied at once takes
-- milliseconds.
select pg_terminate_backend(a.pid) from pg_stat_activity a
where a.datname = current_database() and a.usename = current_user
  and a.state = 'active' and a.wait_event = 'ClientRead'
  and a.query like 'copy gvp\_jobs.action\_result %'
  and a.query_start < clock_timestamp() - interval '5 seconds'
