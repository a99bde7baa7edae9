package org.effigy.phantom;

import org.effigy.phantom.Tube.Point;
import org.effigy.phantom.Tube.Section;

/** The vessels of the lungs as trees of rods from the two hila, finer with every branching. */
final class CrVessels {
    private static final int GENERATIONS = 5;

    private final Projection projection;
    private final CrThorax thorax;
    private final Draws draws;
    private final double attenuation;

    private CrVessels(Projection projection, CrThorax thorax, Draws draws, double attenuation) {
        this.projection = projection;
        this.thorax = thorax;
        this.draws = draws;
        this.attenuation = attenuation;
    }

    static void add(Projection projection, CrThorax thorax, Draws draws, double attenuation) {
        CrVessels vessels = new CrVessels(projection, thorax, draws, attenuation);
        CrPatient patient = thorax.patient;
        for (int side = -1; side <= 1; side += 2) {
            double x = patient.shift() + side * 30;
            double z = patient.base() - (side > 0 ? 100 : 92);
            double[] fan = {-1.25, -0.7, -0.15, 0.35, 0.8, 1.15, 1.4};
            for (double down : fan) {
                double direction = down + draws.normal(0, 0.12);
                double angle = side > 0 ? direction : Math.PI - direction;
                double radius = (down > 0.5 ? 5.6 : 4.4) * draws.between(0.85, 1.1);
                vessels.branch(new Branch(new Point(x, 0, z), angle, draws.normal(0, 0.5), 34, radius), GENERATIONS);
            }
        }
    }

    /** A piece: its start, its direction in the image and out of it (radians), length and radius. */
    private record Branch(Point start, double angle, double lift, double length, double radius) {}

    private void branch(Branch b, int generations) {
        double length = b.length * draws.between(0.75, 1.2);
        double flat = length * Math.cos(b.lift);
        Point end = new Point(
                b.start.x() + flat * Math.cos(b.angle),
                b.start.y() + length * Math.sin(b.lift),
                b.start.z() + flat * Math.sin(b.angle));
        // Fades where there is less lung around it than the vessel is thick.
        double lung = thorax.lung((b.start.x() + end.x()) / 2, (b.start.z() + end.z()) / 2);
        double weight = attenuation * Math.min(1, lung / 30);
        if (weight > 0) {
            Point start = b.start;
            Tube.Line line = u -> new Point(
                    start.x() + u * (end.x() - start.x()),
                    start.y() + u * (end.y() - start.y()),
                    start.z() + u * (end.z() - start.z()));
            Tube.add(projection, line, new Section(b.radius, b.radius, weight, weight));
        }
        if (generations == 0) {
            return;
        }
        double radius = b.radius * draws.between(0.66, 0.80);
        for (int way = -1; way <= 1; way += 2) {
            double angle = b.angle + way * draws.between(0.12, 0.5);
            double lift = 0.6 * b.lift + draws.normal(0, 0.4);
            branch(new Branch(end, angle, lift, 0.80 * b.length, radius), generations - 1);
        }
    }
}
