-- waiting: sessions that wait for a lock, and who has it: the likeliest reason why nothing goes on.
select format('session %s waits for %s, which is %s since %s s: %s', w.pid, b.pid, b.state,
  round(extract(epoch from clock_timestamp() - b.state_change), 1),
  left(regexp_replace(b.query, '\s+', ' ', 'g'), 200))
from pg_stat_activity w
cross join lateral unnest(pg_blocking_pids(w.pid)) as blocker(pid)
join pg_stat_activity b on b.pid = blocker.pid
where w.usename = current_user
order by b.state_change
