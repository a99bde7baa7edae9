package org.effigy.dataset;

/**
 * What the index has decided about an image.
 *
 * @param row what the label table says of its file
 * @param label the class, "" without one
 * @param patient whose it is
 * @param split the part it belongs to
 * @param place where it lies among the images of its series
 * @param lungFraction of a CT slice, {@link Appearance#NOT_MEASURED} when not measured
 * @param areas what is painted over or cut off
 */
public record Assignment(
        LabelRow row,
        String label,
        Patient patient,
        Split split,
        SlicePlace place,
        double lungFraction,
        PixelAreas areas) {
    /** Nothing is decided yet. */
    public static final Assignment NONE = new Assignment(
            LabelRow.NONE, "", Patient.UNKNOWN, Split.TRAIN, SlicePlace.NONE, Appearance.NOT_MEASURED, PixelAreas.NONE);

    Assignment withLabel(LabelRow newRow, String newLabel) {
        return new Assignment(newRow, newLabel, patient, split, place, lungFraction, areas);
    }

    Assignment withPatient(Patient other) {
        return new Assignment(row, label, other, split, place, lungFraction, areas);
    }

    Assignment withSplit(Split other) {
        return new Assignment(row, label, patient, other, place, lungFraction, areas);
    }

    Assignment withPlace(SlicePlace other) {
        return new Assignment(row, label, patient, split, other, lungFraction, areas);
    }

    Assignment withLungFraction(double fraction) {
        return new Assignment(row, label, patient, split, place, fraction, areas);
    }

    Assignment withAreas(PixelAreas other) {
        return new Assignment(row, label, patient, split, place, lungFraction, other);
    }
}
