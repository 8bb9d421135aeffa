/**
 * MiB, the platform's content and purchase database, as agents see it: transactions that complete
 * an action together with its effects, streaming reads, and the model that several agents share.
 */
@Export
@Version("1.0.0")
package org.gvp.jobs.platform.mib;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
