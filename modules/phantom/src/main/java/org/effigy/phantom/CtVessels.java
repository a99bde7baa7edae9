package org.effigy.phantom;

import org.effigy.phantom.Shape.Capsule;
import org.effigy.phantom.Shape.Ellipse;

/** The vessels and bronchi of the lungs as an axial slice cuts them: branches that run in it, dots where they cross it. */
final class CtVessels {
    private static final float VESSEL = 30;
    private static final int STEMS = 6;
    private static final int DOTS = 70;
    private static final int BRONCHI = 3;
    /** Below it a point is lung. */
    private static final float AERATED = -400;

    private final Canvas canvas;
    private final Draws draws;

    private CtVessels(Canvas canvas, Draws draws) {
        this.canvas = canvas;
        this.draws = draws;
    }

    static void paint(Canvas canvas, CtAnatomy anatomy, Draws draws) {
        CtVessels vessels = new CtVessels(canvas, draws);
        double reach = anatomy.cage.a();
        double y = anatomy.cage.y() + 0.08 * anatomy.cage.b();
        for (int side = -1; side <= 1; side += 2) {
            double x = side * 0.22 * reach;
            for (int stem = 0; stem < STEMS; stem++) {
                double fan = -1.25 + 2.6 * (stem + draws.between(0.2, 0.8)) / STEMS;
                double direction = side > 0 ? fan : Math.PI - fan;
                vessels.branch(new Branch(x, y, direction, 0.24 * reach, draws.between(1.9, 3.2)), 4);
            }
            vessels.dots(anatomy, side, y);
        }
    }

    private record Branch(double x, double y, double direction, double length, double radius) {}

    private void branch(Branch b, int generations) {
        double length = b.length * draws.between(0.7, 1.2);
        double x = b.x + length * Math.cos(b.direction);
        double y = b.y + length * Math.sin(b.direction);
        // Some pieces leave the slice.
        if (draws.chance(0.62)) {
            vessel(new Capsule(b.x, b.y, x, y, b.radius));
        }
        if (generations == 0) {
            return;
        }
        double bend = draws.between(0.15, 0.6);
        double radius = b.radius * draws.between(0.58, 0.74);
        branch(new Branch(x, y, b.direction + bend, 0.78 * b.length, radius), generations - 1);
        branch(new Branch(x, y, b.direction - draws.between(0.15, 0.6), 0.78 * b.length, radius), generations - 1);
    }

    private void dots(CtAnatomy anatomy, int side, double hilumY) {
        double a = anatomy.cage.a();
        for (int i = 0; i < DOTS; i++) {
            double u = draws.between(0.2, 0.97);
            double x = side * u * a;
            double y = hilumY + draws.between(-0.9, 0.9) * anatomy.cage.b();
            vessel(Ellipse.circle(x, y, draws.between(0.7, 2.8) * (1.15 - u)));
        }
        for (int i = 0; i < BRONCHI; i++) {
            double x = side * draws.between(0.3, 0.5) * a;
            double y = hilumY + draws.between(-0.25, 0.3) * anatomy.cage.b();
            double radius = draws.between(2.5, 4);
            vessel(Ellipse.circle(x, y, radius));
            canvas.paint(Ellipse.circle(x, y, radius - 1.3), (depth, below) -> -960);
        }
    }

    private void vessel(Shape shape) {
        canvas.paint(shape, (depth, below) -> below < AERATED && below > CtPhantom.AIR ? VESSEL : below);
    }
}
