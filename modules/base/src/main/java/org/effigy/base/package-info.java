/**
 * What every module uses: seeds, argument checks, errors, atomic files, JSON, progress.
 *
 * <p>Read first: {@link org.effigy.base.Seeds} and {@link org.effigy.base.AtomicFiles}. Never put here: anything that
 * knows of images, DICOM, networks or the command line; this package stays below 500 lines.
 */
package org.effigy.base;
