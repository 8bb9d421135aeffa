/**
 * The port to GAL North, the operator's side of the platform. The contract with the far side is the
 * OpenAPI file {@code gal-north.yaml} beside this package.
 */
@Export
@Version("1.0.0")
package org.gvp.jobs.platform.galnorth;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
