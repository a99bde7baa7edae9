package org.effigy.dataset;

import java.util.List;
import java.util.Optional;
import org.effigy.dicom.burnedin.Areas;
import org.effigy.dicom.burnedin.Box;

/**
 * Areas of an image that are treated apart.
 *
 * @param masked painted over before anything else
 * @param content at most one: what lies between the borders
 * @param borders what happens to what lies outside of the content
 */
public record PixelAreas(List<Box> masked, List<Box> content, BorderUse borders) {
    /** The whole image is used as it is. */
    public static final PixelAreas NONE = new PixelAreas(List.of(), List.of(), BorderUse.KEEP);

    public PixelAreas {
        masked = List.copyOf(masked);
        content = List.copyOf(content);
    }

    /** Returns the image with masked areas painted over, and cut if so. */
    public PixelPlane apply(PixelPlane plane) {
        float[] values =
                masked.isEmpty() ? plane.values() : Areas.filled(plane.values(), plane.rows(), plane.columns(), masked);
        PixelPlane whole = new PixelPlane(plane.rows(), plane.columns(), plane.aspect(), values);
        return borders == BorderUse.CROP && !content.isEmpty() ? cut(whole) : whole;
    }

    /** Returns the values that the intensity range is taken from, where they are not all. */
    public Optional<float[]> statistics(PixelPlane plane) {
        return borders == BorderUse.EXCLUDE && !content.isEmpty()
                ? Optional.of(cut(plane).values())
                : Optional.empty();
    }

    private PixelPlane cut(PixelPlane plane) {
        Box box = content.get(0).grown(0, plane.rows(), plane.columns());
        float[] out = new float[box.width() * box.height()];
        for (int y = 0; y < box.height(); y++) {
            System.arraycopy(
                    plane.values(), (box.y() + y) * plane.columns() + box.x(), out, y * box.width(), box.width());
        }
        return new PixelPlane(box.height(), box.width(), plane.aspect(), out);
    }
}
