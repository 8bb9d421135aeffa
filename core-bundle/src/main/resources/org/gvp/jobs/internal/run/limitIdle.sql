-- limitIdle: from here on the agent's transaction holds the job's lock, and is ended if it stands
-- still: a daemon that was paused in it must not keep its job from others. It is less than a lease.
select set_config('idle_in_transaction_session_timeout', '10s', true)
