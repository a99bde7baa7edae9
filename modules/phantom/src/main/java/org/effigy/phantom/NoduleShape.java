package org.effigy.phantom;

/** A nodule: a disc whose radius varies by up to 16 % around it. */
record NoduleShape(double x, double y, double radius, double phase3, double phase5) implements Shape {
    @Override
    public double distance(double px, double py) {
        double angle = Math.atan2(py - y, px - x);
        double bump = 1 + 0.10 * Math.sin(3 * angle + phase3) + 0.06 * Math.sin(5 * angle + phase5);
        return Math.hypot(px - x, py - y) - radius * bump;
    }

    @Override
    public Box bounds() {
        return new Box(x, y, x, y).grown(1.17 * radius);
    }
}
