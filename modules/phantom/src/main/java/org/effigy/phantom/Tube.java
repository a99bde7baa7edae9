package org.effigy.phantom;

/**
 * A bent rod in space - rib, clavicle, vessel - projected by summing points of its volume, so that it is densest where it runs
 * along the rays.
 */
final class Tube {
    private static final int RINGS = 4;
    private static final int SPOKES = 8;

    /** Turning the points from piece to piece by it fills the cross-section evenly. */
    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

    private Tube() {}

    /** A point of the middle line: x to the left, y to the back, z to the feet, mm. */
    record Point(double x, double y, double z) {
        double distance(Point other) {
            double dx = x - other.x;
            double dy = y - other.y;
            double dz = z - other.z;
            return Math.sqrt(dx * dx + dy * dy + dz * dz);
        }
    }

    /** The middle line, for u from 0 to 1. */
    @FunctionalInterface
    interface Line {
        Point at(double u);
    }

    /**
     * The cross-section: an ellipse.
     *
     * @param height half axis across the line, as upright as possible, mm
     * @param width the other half axis, mm
     * @param core attenuation of the inner half of the radius, 1/mm
     * @param shell attenuation of the outer half, 1/mm
     */
    record Section(double height, double width, double core, double shell) {
        double area() {
            return Math.PI * height * width;
        }
    }

    /** A cross-section and the angle of its first point. */
    private record Cut(Section section, double turn) {}

    /** Adds the rod to the projection. */
    static void add(Projection projection, Line line, Section section) {
        double length = 0;
        Point previous = line.at(0);
        for (int i = 1; i <= 16; i++) {
            Point next = line.at(i / 16.0);
            length += next.distance(previous);
            previous = next;
        }
        int pieces = Math.max(4, (int) Math.ceil(1.5 * length / projection.stepMm()));
        for (int i = 0; i < pieces; i++) {
            Point from = line.at((double) i / pieces);
            addPiece(projection, from, line.at((i + 1.0) / pieces), new Cut(section, i * GOLDEN_ANGLE));
        }
    }

    private static void addPiece(Projection projection, Point from, Point to, Cut cut) {
        Section section = cut.section;
        double length = from.distance(to);
        if (length == 0) {
            return;
        }
        double tx = (to.x - from.x) / length;
        double ty = (to.y - from.y) / length;
        double tz = (to.z - from.z) / length;
        // Across the line: h is z without its part along the line, w = t x h; only x and z of both matter.
        double norm = Math.sqrt(Math.max(1e-6, 1 - tz * tz));
        double hx = -tz * tx / norm;
        double hy = -tz * ty / norm;
        double hz = (1 - tz * tz) / norm;
        double wx = ty * hz - tz * hy;
        double wz = tx * hy - ty * hx;
        double x = (from.x + to.x) / 2;
        double z = (from.z + to.z) / 2;
        for (int ring = 0; ring < RINGS; ring++) {
            double radius = (ring + 0.5) / RINGS;
            double attenuation = 2 * ring < RINGS ? section.core : section.shell;
            double share = (2 * ring + 1.0) / (RINGS * RINGS * SPOKES);
            double amount = attenuation * share * section.area() * length;
            for (int spoke = 0; spoke < SPOKES; spoke++) {
                double angle = cut.turn + 2 * Math.PI * (spoke + 0.5 * ring) / SPOKES;
                double h = radius * section.height * Math.cos(angle);
                double w = radius * section.width * Math.sin(angle);
                projection.addPoint(x + h * hx + w * wx, z + h * hz + w * wz, amount);
            }
        }
    }
}
