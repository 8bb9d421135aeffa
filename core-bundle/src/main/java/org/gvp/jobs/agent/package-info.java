/**
 * What an integrator implements, and what the daemon hands to it.
 *
 * <p>An agent is an OSGi bundle with one component that implements {@link Agent} and names its job
 * type with {@link JobType}. The daemon owns threads, concurrency, retries, leases and persistence;
 * an agent is plain code that a unit test can call. Agents are trusted code: they run in the
 * daemon's process with the daemon's rights.
 *
 * <pre>{@code
 * @Component
 * @JobType(value = "Custom", customType = "acme.Invoice")
 * public final class InvoiceAgent implements Agent {
 *   record Invoice(String number) {}
 *
 *   public ActionResult perform(JobAction action, ActionContext context) throws Exception {
 *     Invoice invoice = context.parameters(Invoice.class);
 *     send(invoice, context.idempotencyKey()); // an exception means: try again by the rules
 *     return ActionResult.done("{\"sent\": true}");
 *   }
 * }
 * }</pre>
 *
 * <p>What is promised: an action is performed at least once, and by one daemon at a time whose
 * writes count. It may be performed again after a crash, under the same idempotency key. Within one
 * major version of this package, what was compiled against it goes on working: interfaces that an
 * agent implements do not change, those that it calls may grow.
 */
@Export
@Version("1.0.0")
package org.gvp.jobs.agent;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
