package org.effigy.phantom;

/**
 * Line integrals of attenuation along parallel rays through a 3-D scene, front to back, on a square grid. x runs to the right
 * from the middle, z down from the upper edge, y along the rays.
 */
final class Projection {
    private final int side;
    private final double stepMm;
    private final double[] values;

    Projection(int side, double widthMm) {
        this.side = side;
        this.stepMm = widthMm / side;
        this.values = new double[side * side];
    }

    /** The attenuation along the ray at (x, z). */
    @FunctionalInterface
    interface Ray {
        double at(double x, double z);
    }

    /** Returns the length of the ray at (x, z) inside an ellipsoid around (cx, cz) with these half axes, mm. */
    static double chord(double x, double z, Ellipsoid e) {
        double u = (x - e.x) * e.cos + (z - e.z) * e.sin;
        double v = (z - e.z) * e.cos - (x - e.x) * e.sin;
        double rest = 1 - u * u / (e.a * e.a) - v * v / (e.b * e.b);
        return rest <= 0 ? 0 : 2 * e.depth * Math.sqrt(rest);
    }

    /** An ellipsoid with half axes a and b in the image, a turned by (cos, sin) from x towards z, and depth along the ray. */
    record Ellipsoid(double x, double z, double a, double b, double depth, double cos, double sin) {
        static Ellipsoid upright(double x, double z, double a, double b, double depth) {
            return new Ellipsoid(x, z, a, b, depth, 1, 0);
        }

        static Ellipsoid turned(Ellipsoid upright, double angle) {
            return new Ellipsoid(
                    upright.x, upright.z, upright.a, upright.b, upright.depth, Math.cos(angle), Math.sin(angle));
        }
    }

    /** Adds attenuation to every ray. */
    void add(Ray ray) {
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                values[row * side + column] += ray.at((column + 0.5 - side / 2.0) * stepMm, (row + 0.5) * stepMm);
            }
        }
    }

    /** Adds a uniform ellipsoid: attenuation (1/mm) times chord. */
    void add(Ellipsoid e, double attenuation) {
        double reach = Math.max(e.a, e.b);
        int top = Math.max(0, (int) Math.floor((e.z - reach) / stepMm - 0.5));
        int bottom = Math.min(side - 1, (int) Math.ceil((e.z + reach) / stepMm - 0.5));
        int left = Math.max(0, (int) Math.floor((e.x - reach) / stepMm + side / 2.0 - 0.5));
        int right = Math.min(side - 1, (int) Math.ceil((e.x + reach) / stepMm + side / 2.0 - 0.5));
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double x = (column + 0.5 - side / 2.0) * stepMm;
                values[row * side + column] += attenuation * chord(x, (row + 0.5) * stepMm, e);
            }
        }
    }

    /** Adds a small amount of matter, attenuation (1/mm) times volume (mm^3), at a point, shared by the 4 nearest rays. */
    void addPoint(double x, double z, double amount) {
        double column = x / stepMm + side / 2.0 - 0.5;
        double row = z / stepMm - 0.5;
        int c = (int) Math.floor(column);
        int r = (int) Math.floor(row);
        double s = column - c;
        double t = row - r;
        double perRay = amount / (stepMm * stepMm);
        deposit(r, c, perRay * (1 - s) * (1 - t));
        deposit(r, c + 1, perRay * s * (1 - t));
        deposit(r + 1, c, perRay * (1 - s) * t);
        deposit(r + 1, c + 1, perRay * s * t);
    }

    private void deposit(int row, int column, double amount) {
        if (row >= 0 && row < side && column >= 0 && column < side) {
            values[row * side + column] += amount;
        }
    }

    /** Returns the distance of neighbouring rays, mm. */
    double stepMm() {
        return stepMm;
    }

    /** Returns the attenuation of the ray nearest to the point; points outside take the edge's. */
    double near(double x, double z) {
        int column = Math.max(0, Math.min(side - 1, (int) Math.floor(x / stepMm + side / 2.0)));
        int row = Math.max(0, Math.min(side - 1, (int) Math.floor(z / stepMm)));
        return values[row * side + column];
    }

    /** Returns the image, each pixel the mean of samples x samples rays. */
    float[] pixels(int samples) {
        int size = side / samples;
        float[] out = new float[size * size];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                out[row / samples * size + column / samples] +=
                        (float) (values[row * side + column] / samples / samples);
            }
        }
        return out;
    }
}
