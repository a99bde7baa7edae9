package org.effigy.dicom.burnedin;

import java.util.List;

/** Paints over areas of an image. */
public final class Areas {
    private Areas() {}

    /**
     * Returns a copy in which each area shows what its surroundings suggest: the values at its four sides, weighted by
     * nearness. Nothing of what was there is left.
     *
     * @param values shape (rows, columns)
     */
    public static float[] filled(float[] values, int rows, int columns, List<Box> areas) {
        float[] out = values.clone();
        for (Box area : areas) {
            fill(out, rows, columns, area.grown(0, rows, columns));
        }
        return out;
    }

    private static void fill(float[] values, int rows, int columns, Box box) {
        int left = box.x() - 1;
        int right = box.x() + box.width();
        int top = box.y() - 1;
        int bottom = box.y() + box.height();
        float rest = mean(values);
        for (int y = box.y(); y < bottom; y++) {
            for (int x = box.x(); x < right; x++) {
                double sum = 0;
                double weights = 0;
                if (left >= 0) {
                    double w = 1.0 / (x - left);
                    sum += w * values[y * columns + left];
                    weights += w;
                }
                if (right < columns) {
                    double w = 1.0 / (right - x);
                    sum += w * values[y * columns + right];
                    weights += w;
                }
                if (top >= 0) {
                    double w = 1.0 / (y - top);
                    sum += w * values[top * columns + x];
                    weights += w;
                }
                if (bottom < rows) {
                    double w = 1.0 / (bottom - y);
                    sum += w * values[bottom * columns + x];
                    weights += w;
                }
                values[y * columns + x] = weights > 0 ? (float) (sum / weights) : rest;
            }
        }
    }

    private static float mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return (float) (sum / values.length);
    }
}
