package org.effigy.phantom;

/**
 * An oblique cut through a rib: a piece of a band around the cage.
 *
 * @param cage the inner side of the ribs
 * @param angle where its middle is: 0 at the sternum, positive to the left, pi at the spine
 * @param halfLength along the cage, mm
 * @param halfThickness across, mm
 */
record RibShape(Shape.SuperEllipse cage, double angle, double halfLength, double halfThickness) implements Shape {
    private static final double GAP_MM = 1.5;

    @Override
    public double distance(double px, double py) {
        double dx = px - cage.x();
        double dy = py - cage.y();
        double turn = Math.atan2(dx, -dy) - angle;
        double along = Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn))) * Math.hypot(dx, dy);
        double across = cage.distance(px, py) - GAP_MM - halfThickness;
        return Math.hypot(Math.max(0, along - halfLength + halfThickness), across) - halfThickness;
    }

    @Override
    public Box bounds() {
        // The point of the cage in this direction, and all that is near it.
        double far = cage.a() + cage.b();
        double level = cage.distance(cage.x() + far * Math.sin(angle), cage.y() - far * Math.cos(angle));
        double radius = far - level + GAP_MM + halfThickness;
        double x = cage.x() + radius * Math.sin(angle);
        double y = cage.y() - radius * Math.cos(angle);
        return new Box(x, y, x, y).grown(halfLength + 3 * halfThickness);
    }
}
