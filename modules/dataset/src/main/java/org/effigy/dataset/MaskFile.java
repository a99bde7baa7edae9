package org.effigy.dataset;

import org.effigy.base.Check;

/**
 * The file of an image's mask.
 *
 * @param path relative to the data folder, as the index stores paths
 * @param sha256 of the file
 */
public record MaskFile(String path, String sha256) {
    public MaskFile {
        Check.argument(path != null && sha256 != null, () -> "a mask lacks a property");
    }
}
