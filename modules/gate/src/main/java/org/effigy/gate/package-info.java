/**
 * Descriptors of training images, and from them whether a sampled image may be released; and the search for near copies among
 * images that are at hand.
 *
 * <p>Read first: {@link org.effigy.gate.Gate} and {@link org.effigy.gate.GateBuilder}. Never put here: models, files of images,
 * printing. Images are {@code float[]} with a side, values in [-1, 1]; one that is not square is looked at in the middle of a black
 * square as large as its longer side, which is then the side.
 *
 * <h2>The descriptor</h2>
 *
 * <p>An image of more than 128 pixels to a side is averaged to 128. Grey levels become ranks (contrast-limited equalisation), the image is averaged to 64 x 64 and band-passed (difference of
 * Gaussians of 1.0 and 3.2 places), sampled at 32 x 32, weighted down at the border, rotated at random by the record's seed (signs
 * and Hadamard transform, twice), and of 512 of the rotated values only the sign is kept. An image to be judged is described in 450
 * placements (shifts to 2/32 of the side, mirror image, 2.5 degrees and 5 % either way), the nearest three training images are then
 * looked at in finer steps. Distance is the number of differing signs; it stands for the angle between the contents.
 *
 * <h2>What is refused</h2>
 *
 * <p>{@link org.effigy.gate.Reason}, in this order: not finite; out of range (more than one pixel in a hundred beyond 1.25 either
 * way); near copy (distance up to {@link org.effigy.gate.Calibration#copyDistance()}); unlike anything real (its unlikeness is more
 * than {@link org.effigy.gate.Calibration#reach()}). Writing is looked for by whoever
 * calls. A duplicate is an image whose descriptor is as near to that of a released image of a lower index as that of a copy.
 *
 * <h2>Guidance</h2>
 *
 * <p>{@link org.effigy.gate.DissimilarityGuidance} moves the clean image that a diffusion model predicts away from the nearest training
 * image while it is nearer than 16 signs beyond the distance of a near copy. It looks for copies as they are, mirrored and shifted
 * by up to 1/32 of the side; what is turned or zoomed is the gate's business alone.
 *
 * <h2>Likeness</h2>
 *
 * <p>What training images have in common, {@link org.effigy.gate.Likeness}: for each of about twenty general statistics the range that
 * leaves out one image in a hundred at either end, and the mean and covariance of thumbnails of 8 x 8 places without brightness and
 * contrast, four slightly moved ones of each image among them. The statistics: in octaves (differences of Gaussians of sigma 0.7, 1.4 ...
 * pixels, up to a tenth of the side) the logarithm of detail's root mean square, its fall to the next octave, and the logarithm of
 * mean size to root mean square; and the grey levels at 5, 25, 50, 75 and 95 %. A statistic lies outside by so many margins; a margin
 * is a quarter of the range, at least what the eye hardly sees (a factor of two in strength, 0.45 in its fall, 0.15, a seventh of the
 * grey levels). A thumbnail lies outside by its Mahalanobis distance (0.3 squared added to every variance) beyond the limit, which
 * one in twenty training images of other patients exceeds. Unlikeness is the root of the sum of the squares. The reach is 1.35, or a
 * tenth more than half a percent of the held-out patients exceed (of few, none), at most 2.5.
 *
 * <h2>gate.json, version 3</h2>
 *
 * <p>{@link org.effigy.gate.GateFile} as JSON, in a run directory and in each of its checkpoint folders: {@code format} ({@code
 * effigy-gate}), {@code version} (3), {@code seed} (decimal text), {@code side} (a number for squares,
 * {@code "96x128"}, rows and columns, for others), {@code fingerprint} of the index, {@code images},
 * {@code ids} (index ids), {@code likeness} ({@code ranges}: {@code name}, {@code low}, {@code high} of falls, strengths, evennesses and
 * grey levels in this order; {@code mean} and {@code covariance} of the thumbnails, the lower triangle row by row; {@code limit}),
 * {@code calibration} ({@link org.effigy.gate.Calibration}), {@code descriptors} (Base64 of eight 64-bit words an image, little
 * endian, the first sign in the lowest bit) and {@code sha256}, of the one-line JSON of all this with an empty {@code sha256}. A reader
 * refuses a record whose checksum is another one, and {@code sample} one whose fingerprint or side is not the checkpoint's.
 *
 * <p>Version 2 is read too, but of images of more than 128 pixels: it equalised these as they are. Version 1 is read in the same way. It has {@code radii} in place of {@code likeness}, distances to the fifth neighbour; its rule, to lie in
 * one of these neighbourhoods widened by {@code reach}, refused good images where data vary little and passed noise, and is not
 * applied: with such a record nothing is refused as unlike anything real. Other versions are refused.
 *
 * <h2>What it gives away</h2>
 *
 * <p>The seed lies beside the descriptors, so it is no secret: whoever has the record can tell whether an image that they hold, or
 * guess, is among the training images, and can compute from each descriptor a coarse likeness of the band-passed image; scripts/gate-study
 * measures how like it is. The likeness is of all images together: with hundreds of them it says how the kind of images looks, with a
 * few its mean is a blurred picture of 8 x 8 places of theirs, and its ranges end at single ones' statistics. The record holds no
 * pixels, no patients and no file names. Whoever hands out a model decides on
 * gate.json apart: without it the receiver must switch the gate off.
 */
package org.effigy.gate;
