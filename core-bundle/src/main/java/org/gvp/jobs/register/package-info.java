/** Creates jobs from within the daemon. Other systems use the SQL function {@code create_job}. */
@Export
@Version("1.0.0")
package org.gvp.jobs.register;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
