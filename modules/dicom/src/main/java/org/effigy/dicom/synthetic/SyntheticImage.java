package org.effigy.dicom.synthetic;

import java.util.regex.Pattern;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.dicom.data.BodyPart;

/**
 * A synthetic image and what is known about it.
 *
 * @param kind what it is stored as
 * @param rows height in pixels
 * @param columns width in pixels
 * @param values row by row; CT: Hounsfield units, CR and DX: brightness from 0 (black) to 1 (white), larger is denser;
 *     rounded and cut to what the stored values can hold
 * @param rowSpacingMm distance of the centres of two rows; for CR and DX at the imager
 * @param columnSpacingMm distance of the centres of two columns
 * @param windowCenter centre of the default window in Hounsfield units; CT only
 * @param windowWidth its width, at least 1; CT only
 * @param bodyPart a term of BodyPartExamined, e.g. {@code CHEST}; may be empty (not for DX)
 */
public record SyntheticImage(
        SyntheticKind kind,
        int rows,
        int columns,
        float[] values,
        double rowSpacingMm,
        double columnSpacingMm,
        double windowCenter,
        double windowWidth,
        String bodyPart) {
    private static final int MAX_SIDE = 65535;
    private static final double MAX_SPACING_MM = 1000;
    private static final Pattern CODE_STRING = Pattern.compile("[A-Z0-9_ ]{0,16}");

    public SyntheticImage {
        Check.inRange("rows", rows, 1, MAX_SIDE);
        Check.inRange("columns", columns, 1, MAX_SIDE);
        Check.sameLength("values", values.length, Math.multiplyExact(rows, columns));
        for (float value : values) {
            Check.argument(Float.isFinite(value), () -> "a pixel value is not finite");
        }
        Check.inRange("rowSpacingMm", rowSpacingMm, 1e-6, MAX_SPACING_MM);
        Check.inRange("columnSpacingMm", columnSpacingMm, 1e-6, MAX_SPACING_MM);
        if (kind == SyntheticKind.CT) {
            Check.inRange("windowCenter", windowCenter, -1e6, 1e6);
            Check.inRange("windowWidth", windowWidth, 1, 1e6);
        }
        Check.argument(
                CODE_STRING.matcher(bodyPart).matches(),
                () -> "the body part must be at most 16 capital letters, digits, spaces or underscores");
        if (kind == SyntheticKind.DX && !isUnpaired(bodyPart)) {
            throw new InputException("a DX object needs a known, unpaired body part such as CHEST; give one or use CR");
        }
    }

    /** Says whether DX can show it: its header needs a code for the body part, and the side of a paired one. */
    private static boolean isUnpaired(String term) {
        return BodyPart.of(term).filter(part -> !part.paired()).isPresent();
    }
}
