/**
 * Descriptors of training images, and from them whether a sampled image may be released.
 *
 * <p>Never put here: models, files of images, printing. Images are {@code float[]} with a side, values in [-1, 1].
 */
package org.effigy.gate;
