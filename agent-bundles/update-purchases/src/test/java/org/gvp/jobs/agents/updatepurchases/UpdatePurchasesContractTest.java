package org.gvp.jobs.agents.updatepurchases;

import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.platform.internal.TestPlatform;
import org.gvp.jobs.platform.testsupport.MibDatabase;
import org.gvp.jobs.testkit.AgentContract;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.BeforeEach;

class UpdatePurchasesContractTest extends AgentContract {
  private MibDatabase database;

  @BeforeEach
  void fill() {
    database = new MibDatabase();
    database.execute(
        """
        insert into mib.gvp_users (id, unique_id, name, email, status, user_type, service_type,
          changed_at)
        values (1, 'U-1', 'Ana Ruiz', 'ana@example.org', 'Active', 'Telefonica', 'OTT', '2020-01-01');
        insert into mib.gvp_users_purchases (id, transaction_hash, user_id, product_type, product_id,
          product_name, payment_type, status_id, price, date_start, date_end, auto_renew, last_update)
        select g, 'T' || g, 1, 'Subscription', 1, 'Gold', 'E-Wallet', 10, 1, '2020-01-01',
          '2026-01-01', true, '2020-01-01'
        from generate_series(1, 3) g
        """);
  }

  @Override
  protected Agent newAgent() {
    return new UpdatePurchases(TestPlatform.mib(database, true));
  }

  @Override
  protected Agent newAgentInTrouble() {
    database.execute("alter table mib.gvp_users_purchases rename to gone");
    return newAgent();
  }

  @Override
  protected void end(Agent ended) {
    database.close();
  }

  @Override
  protected JobTypeKey type() {
    return JobTypeKey.of("ProductsIntegrationUpdatePurchases");
  }

  @Override
  protected TestContext example() {
    Job job = TestJobs.job(40, type());
    NewAction trial =
        NewAction.of("UpdateTrialsPurchases")
            .withReference("Purchase", "1")
            .withParameters("{\"from\":10,\"to\":9}");
    return TestContext.of(job, TestJobs.action(job, 1, trial))
        .withCompletion(database.completion(40, 1));
  }

  @Override
  protected Object effects() {
    return database.value(
        """
        select string_agg(p.id || ':' || p.status_id || ':' ||
          (select count(*) from mib.gvp_users_purchases_history h where h.purchase_id = p.id), ' '
          order by p.id)
        from mib.gvp_users_purchases p
        """);
  }
}
