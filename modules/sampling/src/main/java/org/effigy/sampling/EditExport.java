package org.effigy.sampling;

import java.util.Objects;

/**
 * How edits become files: DICOM of DICOM, PNG of any other file.
 *
 * @param uidRoot of new UIDs
 * @param created date and time in headers, {@code 2026-01-31T12:00:00}
 * @param watermark whether pixels get the watermark; only images that are edited as a whole do
 * @param allowText whether an image in which writing is found may be edited
 */
public record EditExport(String uidRoot, String created, boolean watermark, boolean allowText) {
    public EditExport {
        Objects.requireNonNull(uidRoot, "the root of UIDs is missing");
        Objects.requireNonNull(created, "the date is missing");
    }
}
