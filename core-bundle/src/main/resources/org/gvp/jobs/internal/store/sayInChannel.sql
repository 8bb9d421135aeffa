-- sayInChannel: how a daemon finds out whether it hears what is said there.
select pg_notify('gvp_jobs', :word)
