package org.effigy.dataset;

import java.util.Optional;
import org.effigy.dicom.image.FrameHeader;

/**
 * Where a slice lies in the patient.
 *
 * @param position of the centre of the first pixel
 * @param row unit vector along a row: where the columns go
 * @param column unit vector along a column
 */
public record Plane(Vector position, Vector row, Vector column) {
    /** Stands for a slice that does not say where it lies. */
    static final Plane UNKNOWN = new Plane(Vector.ZERO, Vector.ZERO, Vector.ZERO);

    /** How far the directions may be from unit length and from a right angle: they are often written with 2 decimals. */
    private static final double ROUNDING = 0.02;

    private static final double FARTHEST_MM = 1e5;

    /** Returns the plane of a frame, {@link #UNKNOWN} where the header has none that makes sense. */
    public static Plane of(FrameHeader header) {
        Optional<double[]> position = header.position();
        Optional<double[]> orientation = header.orientation();
        if (position.isEmpty() || orientation.isEmpty()) {
            return UNKNOWN;
        }
        return of(Vector.of(position.get(), 0), Vector.of(orientation.get(), 0), Vector.of(orientation.get(), 3));
    }

    public static Plane of(Vector position, Vector row, Vector column) {
        boolean sound = Math.abs(row.length() - 1) <= ROUNDING
                && Math.abs(column.length() - 1) <= ROUNDING
                && Math.abs(row.dot(column)) <= ROUNDING
                && position.length() <= FARTHEST_MM;
        return sound ? new Plane(position, row.unit(), column.unit()) : UNKNOWN;
    }

    public boolean isKnown() {
        return !equals(UNKNOWN);
    }

    /** Returns the unit vector at right angles to the slice, row times column. */
    public Vector normal() {
        return row.cross(column).unit();
    }

    /** Returns the middle of a slice of this size. */
    Vector center(ImageFacts.Geometry size, double rowSpacingMm, double columnSpacingMm) {
        return position.plus(row, columnSpacingMm * (size.columns() - 1) / 2)
                .plus(column, rowSpacingMm * (size.rows() - 1) / 2);
    }
}
