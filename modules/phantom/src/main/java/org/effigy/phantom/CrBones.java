package org.effigy.phantom;

import org.effigy.phantom.Projection.Ellipsoid;
import org.effigy.phantom.Tube.Point;
import org.effigy.phantom.Tube.Section;

/** The bones of a chest seen from the front: ribs, spine, clavicles and shoulder blades, as attenuation above tissue's. */
final class CrBones {
    private static final double CORTEX = 0.045;
    private static final double MARROW = 0.008;
    private static final int RIBS = 10;
    private static final double VERTEBRA_MM = 22.5;

    private final Projection projection;
    private final CrPatient patient;
    private final double cortex;
    private final double marrow;

    private CrBones(Projection projection, CrPatient patient) {
        this.projection = projection;
        this.patient = patient;
        cortex = CORTEX * patient.bone();
        marrow = MARROW * patient.bone();
    }

    static void add(Projection projection, CrPatient patient, Draws draws) {
        CrBones bones = new CrBones(projection, patient);
        for (int level = -2; level < 15; level++) {
            bones.vertebra(level);
        }
        for (int side = -1; side <= 1; side += 2) {
            for (int rib = 0; rib < RIBS; rib++) {
                bones.rib(side, rib, draws);
            }
            bones.clavicle(side, draws);
            bones.shoulder(side, draws);
        }
    }

    private double levelZ(int level) {
        return patient.apex() - 2 + VERTEBRA_MM * level;
    }

    private void rib(int side, int rib, Draws draws) {
        double z = levelZ(rib) + draws.normal(0, 1);
        double upper = Math.pow(1 - (rib + 0.6) / RIBS, 2.6);
        double across = patient.width() * (1.035 - 0.58 * upper);
        double deep = patient.depth() * (1 - 0.35 * upper);
        double sideDrop = 26 + 1.8 * rib;
        double frontDrop = (50 + 3.0 * rib) * (1 - 0.5 * upper);
        double end = rib < 7 ? 0.80 : 0.80 - 0.06 * (rib - 6);
        Tube.Line line = u -> {
            double turn = (0.05 + (end - 0.05) * u) * 2;
            double angle = turn * Math.PI / 2;
            double x = 14 + (across - 14) * Math.sin(angle);
            double fall = turn < 1
                    ? sideDrop * Math.pow(turn, 1.7) - 5 * Math.sin(Math.PI * turn)
                    : sideDrop + frontDrop * (1 - Math.pow(2 - turn, 1.4)) * 0.9 + 6 * (turn - 1);
            return new Point(patient.shift() + side * x, deep * Math.cos(angle), z + fall);
        };
        Tube.add(projection, line, new Section(rib == 0 ? 5 : 6.2, 3.3, 0.8 * marrow, 0.75 * cortex));
    }

    private void clavicle(int side, Draws draws) {
        double inner = patient.apex() + 26 + draws.normal(0, 3);
        double rise = draws.between(12, 26);
        Tube.Line line = u -> new Point(
                patient.shift() + side * (16 + 122 * u),
                -60 + 50 * u,
                inner - rise * u - 7 * Math.sin(2 * Math.PI * u));
        Tube.add(projection, line, new Section(5.6, 5.2, marrow, cortex * 0.62));
    }

    private void shoulder(int side, Draws draws) {
        double x0 = patient.shift();
        double top = patient.apex() + 18 + draws.normal(0, 4);
        double neck = patient.width() + 14;
        // The thick edges of the shoulder blade, the thin blade between them, and the head of the arm.
        double tipX = patient.width() * 1.0;
        double tipZ = top + 130;
        double innerX = patient.width() * 0.84;
        Tube.Line outer = u -> new Point(
                x0 + side * (neck + (tipX - neck) * u - 5 * Math.sin(Math.PI * u)), 80, top + 8 + (tipZ - top - 8) * u);
        Tube.add(projection, outer, new Section(3.5, 3.2, marrow, 0.5 * cortex));
        Tube.Line inner =
                u -> new Point(x0 + side * (innerX + (tipX - innerX) * u * u), 80, top - 4 + (tipZ - top + 4) * u);
        Tube.add(projection, inner, new Section(1.8, 1.8, marrow, 0.4 * cortex));
        Tube.Line spine = u -> new Point(x0 + side * (innerX + (neck + 14 - innerX) * u), 85, top + 14 - 26 * u);
        Tube.add(projection, spine, new Section(3.2, 4, marrow, 0.5 * cortex));
        projection.add(
                Ellipsoid.turned(
                        Ellipsoid.upright(x0 + side * (innerX + neck) / 2, top + 50, 15, 62, 2.2), side * 0.12),
                0.5 * cortex);
        projection.add(Ellipsoid.upright(x0 + side * (neck + 22), top + 4, 24, 24, 20), 0.011 * patient.bone());
    }

    private void vertebra(int level) {
        double z = levelZ(level) + 6;
        double half = 13.5 + 0.45 * level;
        double height = VERTEBRA_MM / 2 - 2.2;
        double x = patient.shift();
        for (int edge : new int[] {-1, 1}) {
            double plate = z + edge * height;
            double waist = half - 1;
            Tube.add(
                    projection,
                    u -> new Point(x - half + 2 * half * u, 50, plate),
                    new Section(1.2, 11, 0.3 * cortex, 0.3 * cortex));
            Tube.add(
                    projection,
                    u -> new Point(x + edge * (waist + 1.5 * Math.pow(2 * u - 1, 2)), 50, z - height + 2 * height * u),
                    new Section(9, 1.3, 0.3 * cortex, 0.3 * cortex));
            // Pedicle and transverse process.
            projection.add(Ellipsoid.upright(x + edge * (half - 4.5), z - 2, 3.2, 4.6, 9), 0.28 * cortex);
            Tube.add(
                    projection,
                    u -> new Point(x + edge * (half + 14 * u), 70, z - 4 - 3 * u),
                    new Section(3.4, 3, 0.5 * marrow, 0.3 * cortex));
        }
        projection.add(Ellipsoid.upright(x, z, half * 1.12, height * 1.15, 13), 0.6 * marrow);
        projection.add(Ellipsoid.upright(x, z + 7, 2.6, 6, 10), 0.3 * cortex);
    }
}
