/**
 * What a file is: finds the files of a folder, looks at each without decoding more than it must, and reads frames.
 *
 * <p>Read first: {@link org.effigy.dataset.probe.FileProbe} and {@link org.effigy.dataset.probe.FrameReader}. A new file format
 * is a probe here, a line in {@code FileProbe}, and a reader in {@code FrameReader}: whatever is indexed is decoded by the same
 * path in training. Never put here: what the user wants or does not want (package {@code index}).
 */
package org.effigy.dataset.probe;
