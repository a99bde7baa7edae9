package org.effigy.dataset;

/** A point or direction in the patient, in mm: x to the left, y to the back, z to the head (PS3.3, C.7.6.2.1.1). */
public record Vector(double x, double y, double z) {
    public static final Vector ZERO = new Vector(0, 0, 0);

    static Vector of(double[] values, int offset) {
        return new Vector(values[offset], values[offset + 1], values[offset + 2]);
    }

    public Vector plus(Vector other, double factor) {
        return new Vector(x + factor * other.x, y + factor * other.y, z + factor * other.z);
    }

    public Vector minus(Vector other) {
        return plus(other, -1);
    }

    public double dot(Vector other) {
        return x * other.x + y * other.y + z * other.z;
    }

    public Vector cross(Vector other) {
        return new Vector(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
    }

    public double length() {
        return Math.sqrt(dot(this));
    }

    Vector unit() {
        return ZERO.plus(this, 1 / length());
    }
}
