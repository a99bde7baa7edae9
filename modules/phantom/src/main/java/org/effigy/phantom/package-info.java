/**
 * Simulated anatomy with known truth: axial CT slices of the chest in Hounsfield units, and frontal chest radiographs as
 * line integrals through a simple thorax, with or without a lesion, written as DICOM, with
 * masks of the lesions where they are asked for.
 *
 * <p>Read first: {@link org.effigy.phantom.CtPhantom} and {@link org.effigy.phantom.PhantomDataset}. Lengths are in mm.
 * CT: x runs to the patient's left (image right), y to the back (image down), the origin is the image's middle. Radiograph:
 * x as in CT, z to the feet (image down), 0 at the upper edge. Everything follows from (seed, index). Never put here: real
 * data, models, anything that reads images.
 */
package org.effigy.phantom;
