package org.effigy.dicom.burnedin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/**
 * Which areas of which images to paint over, from a file of the user's. Every rule that fits an image applies.
 *
 * <pre>{@code
 * {"format": "effigy-masks", "version": 1, "rules": [
 *   {"modality": "CR", "rows": 2140, "columns": 1760, "unit": "pixels",
 *    "areas": [{"x": 0, "y": 0, "width": 600, "height": 80}]},
 *   {"modality": "*", "rows": 0, "columns": 0, "unit": "fraction",
 *    "areas": [{"x": 0, "y": 0.95, "width": 1, "height": 0.05}]}]}
 * }</pre>
 *
 * @param rules at least one
 */
public record MaskRules(String format, int version, List<Rule> rules) {
    private static final String FORMAT = "effigy-masks";
    private static final int VERSION = 1;

    /**
     * A rule.
     *
     * @param modality DICOM Modality, {@code PNG} or {@code TIFF}; {@code *} for any
     * @param rows of the image, 0 for any
     * @param columns of the image, 0 for any
     * @param unit {@code pixels}, or {@code fraction} of the image's width and height
     * @param areas at least one
     */
    public record Rule(String modality, int rows, int columns, String unit, List<Area> areas) {
        private boolean fits(String other, int otherRows, int otherColumns) {
            return (modality.equals("*") || modality.equalsIgnoreCase(other))
                    && (rows == 0 || rows == otherRows)
                    && (columns == 0 || columns == otherColumns);
        }
    }

    /** A rectangle: its upper left corner and its size. */
    public record Area(double x, double y, double width, double height) {}

    /** Returns rules that mask nothing. */
    public static MaskRules none() {
        return new MaskRules(FORMAT, VERSION, List.of());
    }

    /**
     * Reads a file.
     *
     * @throws InputException if it is not such a file, or an area is empty or negative
     */
    public static MaskRules read(Path file) throws IOException {
        MaskRules rules;
        try {
            rules = Json.read(file, MaskRules.class);
        } catch (InputException e) {
            throw new InputException(
                    "the mask file is not as it must be: " + e.getMessage()
                            + "; each rule needs modality, rows, columns, unit and areas",
                    e);
        }
        rules.check();
        return rules;
    }

    private void check() {
        if (!FORMAT.equals(format) || version != VERSION || rules == null || rules.isEmpty()) {
            throw new InputException("the mask file must have the format \"" + FORMAT + "\", the version " + VERSION
                    + " and at least one rule");
        }
        for (int i = 0; i < rules.size(); i++) {
            String fault = fault(rules.get(i));
            if (!fault.isEmpty()) {
                throw new InputException("the mask file's rule " + (i + 1) + ": " + fault);
            }
        }
    }

    private static String fault(Rule rule) {
        if (rule == null || rule.modality() == null || rule.modality().isBlank()) {
            return "modality is missing; give one, or * for any";
        }
        boolean fraction = "fraction".equals(rule.unit());
        if (!fraction && !"pixels".equals(rule.unit())) {
            return "unit must be pixels or fraction";
        }
        if (rule.rows() < 0
                || rule.columns() < 0
                || rule.areas() == null
                || rule.areas().isEmpty()) {
            return "rows and columns must not be negative, and there must be an area";
        }
        for (Area area : rule.areas()) {
            double most = fraction ? 1 : 65535;
            boolean fine = area != null
                    && area.x() >= 0
                    && area.y() >= 0
                    && area.width() > 0
                    && area.height() > 0
                    && area.x() < most
                    && area.y() < most
                    && area.width() <= most
                    && area.height() <= most;
            if (!fine) {
                return "an area is empty or outside of the image; x and y are from 0, width and height above 0"
                        + (fraction ? ", all at most 1" : "");
            }
        }
        return "";
    }

    /** Returns the areas of an image, in whole pixels, cut to the image; a pixel that is touched is in. */
    public List<Box> boxes(String modality, int imageRows, int imageColumns) {
        List<Box> boxes = new ArrayList<>();
        for (Rule rule : rules) {
            if (!rule.fits(modality.toUpperCase(Locale.ROOT), imageRows, imageColumns)) {
                continue;
            }
            double across = rule.unit().equals("fraction") ? imageColumns : 1;
            double down = rule.unit().equals("fraction") ? imageRows : 1;
            for (Area area : rule.areas()) {
                int left = (int) Math.floor(area.x() * across + 1e-9);
                int top = (int) Math.floor(area.y() * down + 1e-9);
                int right = Math.min(imageColumns, (int) Math.ceil((area.x() + area.width()) * across - 1e-9));
                int bottom = Math.min(imageRows, (int) Math.ceil((area.y() + area.height()) * down - 1e-9));
                if (right > left && bottom > top) {
                    boxes.add(new Box(left, top, right - left, bottom - top));
                }
            }
        }
        return boxes;
    }
}
