/**
 * Descriptors of training images, and from them whether a sampled image may be released; and the search for near copies among
 * images that are at hand.
 *
 * <p>Read first: {@link org.effigy.gate.Gate} and {@link org.effigy.gate.GateBuilder}. Never put here: models, files of images,
 * printing. Images are {@code float[]} with a side, values in [-1, 1].
 *
 * <h2>The descriptor</h2>
 *
 * <p>Grey levels become ranks (contrast-limited equalisation), the image is averaged to 64 x 64 and band-passed (difference of
 * Gaussians of 1.0 and 3.2 places), sampled at 32 x 32, weighted down at the border, rotated at random by the record's seed (signs
 * and Hadamard transform, twice), and of 512 of the rotated values only the sign is kept. An image to be judged is described in 450
 * placements (shifts to 2/32 of the side, mirror image, 2.5 degrees and 5 % either way), the nearest three training images are then
 * looked at in finer steps. Distance is the number of differing signs; it stands for the angle between the contents.
 *
 * <h2>What is refused</h2>
 *
 * <p>{@link org.effigy.gate.Reason}, in this order: not finite; out of range (more than one pixel in a hundred beyond 1.25 either
 * way); near copy (distance up to {@link org.effigy.gate.Calibration#copyDistance()}); unlike anything real (outside of every
 * training image's neighbourhood of five, widened by {@link org.effigy.gate.Calibration#reach()}). Writing is looked for by whoever
 * calls. A duplicate is an image whose descriptor is as near to that of a released image of a lower index as that of a copy.
 *
 * <h2>gate.json, version 1</h2>
 *
 * <p>{@link org.effigy.gate.GateFile} as JSON, in a run directory and in each of its checkpoint folders: {@code format} ({@code
 * effigy-gate}), {@code version} (1; a reader refuses others), {@code seed} (decimal text), {@code side}, {@code fingerprint} of the
 * index, {@code images}, {@code ids} (index ids), {@code radii} (distance to the fifth neighbour), {@code calibration} ({@link
 * org.effigy.gate.Calibration}), {@code descriptors} (Base64 of eight 64-bit words an image, little endian, the first sign in the lowest bit)
 * and {@code sha256}, of the one-line JSON of all this with an empty {@code sha256}. A reader refuses a record whose checksum is
 * another one, and {@code sample} one whose fingerprint or side is not the checkpoint's.
 *
 * <h2>What it gives away</h2>
 *
 * <p>The seed lies beside the descriptors, so it is no secret: whoever has the record can tell whether an image that they hold, or
 * guess, is among the training images, and can compute from each descriptor a coarse likeness of the band-passed image; scripts/gate-study
 * measures how like it is. It holds no pixels, no patients and no file names. Whoever hands out a model decides on
 * gate.json apart: without it the receiver must switch the gate off.
 */
package org.effigy.gate;
