package org.effigy.phantom;

/** A square image painted shape by shape at several samples per pixel, so that edges show partial volume. */
final class Canvas {
    /** Decides the new value of a point inside a shape. */
    @FunctionalInterface
    interface Fill {
        /** Returns the value, from the depth below the shape's border in mm and the value painted before. */
        float at(double depth, float below);
    }

    /** Gives a value to every point. */
    @FunctionalInterface
    interface Field {
        float at(double x, double y);
    }

    private final int pixels;
    private final int samples;
    private final int side;
    private final double stepMm;
    private final float[] values;

    /** An image of pixels x pixels that is widthMm wide, with samples x samples points in each. */
    Canvas(int pixels, int samples, double widthMm) {
        this.pixels = pixels;
        this.samples = samples;
        this.side = pixels * samples;
        this.stepMm = widthMm / side;
        this.values = new float[side * side];
    }

    /** Sets every point. */
    void fill(Field field) {
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                values[row * side + column] = field.at(position(column), position(row));
            }
        }
    }

    /** Changes the points inside the shape. */
    void paint(Shape shape, Fill fill) {
        Shape.Box box = shape.bounds();
        int bottom = Math.min(side - 1, index(box.bottom()) + 1);
        int right = Math.min(side - 1, index(box.right()) + 1);
        for (int row = Math.max(0, index(box.top()) - 1); row <= bottom; row++) {
            for (int column = Math.max(0, index(box.left()) - 1); column <= right; column++) {
                double distance = shape.distance(position(column), position(row));
                if (distance < 0) {
                    int i = row * side + column;
                    values[i] = fill.at(-distance, values[i]);
                }
            }
        }
    }

    /** Returns the pixels, each the mean of its points. */
    float[] pixels() {
        float[] out = new float[pixels * pixels];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                out[row / samples * pixels + column / samples] += values[row * side + column];
            }
        }
        for (int i = 0; i < out.length; i++) {
            out[i] /= samples * samples;
        }
        return out;
    }

    private double position(int index) {
        return (index + 0.5 - side / 2.0) * stepMm;
    }

    private int index(double position) {
        return (int) Math.floor(position / stepMm + side / 2.0);
    }
}
