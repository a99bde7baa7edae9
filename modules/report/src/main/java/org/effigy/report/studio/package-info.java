/**
 * The live page: runs, evaluations and samples in the browser while they are made, for this computer alone.
 *
 * <p>Read first: {@link org.effigy.report.studio.Studio} and {@link org.effigy.report.studio.Access}. It listens on the loopback
 * address; every request needs the token in its address. It reads what the folders hold and changes nothing. Never put here:
 * anything that writes, or that answers with a file whose name a request chose.
 */
package org.effigy.report.studio;
