/**
 * What pixels show besides what a model should learn: writing, borders of shutters, heads, slices with little lung.
 *
 * <p>Read first: {@link org.effigy.dataset.screen.PixelScreen} and {@link org.effigy.dataset.screen.ScreenOptions}. Never put
 * here: the finding of writing itself (module dicom, package {@code burnedin}), rules that need no pixels.
 *
 * <h2>What pixels give away</h2>
 *
 * <p>{@code areas} of an entry ({@link org.effigy.dataset.PixelAreas}) are applied when the image is read: first the masked
 * areas are painted over, by rules and where writing was found, then the borders are cut off or left out of the intensity
 * range. Writing is looked for in all images but tomograms (CT, MR, PT, NM). The content between borders is that of a
 * rectangular Display Shutter of the header, else what the pixels show.
 */
package org.effigy.dataset.screen;
