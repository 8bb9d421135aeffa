-- createJob: by the function that other systems use, so that there is one way in.
select gvp_jobs.create_job(:name, :jobType, parameters => :parameters::jsonb,
  configuration => :configuration::jsonb, custom_type => :customType, media_type => :mediaType,
  reference_id => :referenceId, actions => :actions::jsonb, run_at => :runAt,
  priority => :priority, unique_key => :uniqueKey,
  concurrency_key => :concurrencyKey)
