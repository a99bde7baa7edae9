package org.effigy.dataset;

import org.effigy.base.Check;

/**
 * What an image shows and how its values are meant.
 *
 * @param view of a radiograph
 * @param photometric the term of PhotometricInterpretation, {@code OTHER}; for files without a DICOM header {@code RGB} if they are
 *     in colour, else ""
 * @param intent {@code PRESENTATION} or {@code PROCESSING}, or "" when not stated
 * @param lungFraction of a CT slice, when the index was made with a least fraction; -1 when not measured
 */
public record Appearance(View view, String photometric, String intent, double lungFraction) {
    /** Stands for a lung fraction that was not measured. */
    public static final double NOT_MEASURED = -1;

    /** The appearance of an image that says nothing of it. */
    public static final Appearance UNKNOWN = new Appearance(View.UNKNOWN, "", "", NOT_MEASURED);

    public Appearance {
        Check.inRange("lungFraction", lungFraction, NOT_MEASURED, 1.0);
    }

    /** Says whether the image is in colour in its file; it is brought to grey. */
    public boolean fromColour() {
        return !photometric.isEmpty() && !photometric.startsWith("MONOCHROME");
    }

    public Appearance withLungFraction(double fraction) {
        return new Appearance(view, photometric, intent, fraction);
    }
}
