package org.effigy.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.effigy.phantom.Projection.Ellipsoid;
import org.effigy.phantom.Tube.Point;
import org.effigy.phantom.Tube.Section;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    private static final double EXACT = 1e-9;
    private static final double FIELD_MM = 100;

    private static double mass(Projection projection, int side) {
        double sum = 0;
        for (float v : projection.pixels(1)) {
            sum += v;
        }
        return sum * (FIELD_MM / side) * (FIELD_MM / side);
    }

    @Test
    void projectionOfASphereIsItsChord() {
        int side = 200;
        Projection projection = new Projection(side, FIELD_MM);
        projection.add(Ellipsoid.upright(10, 40, 25, 25, 25), 0.02);
        float[] pixels = projection.pixels(1);
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double x = (column + 0.5) * 0.5 - 50 - 10;
                double z = (row + 0.5) * 0.5 - 40;
                double chord = 2 * Math.sqrt(Math.max(0, 25 * 25 - x * x - z * z));
                assertEquals(0.02 * chord, pixels[row * side + column], 1e-6);
            }
        }
        double volume = 4.0 / 3 * Math.PI * 25 * 25 * 25;
        assertEquals(0.02 * volume, mass(projection, side), 0.001 * 0.02 * volume);
    }

    @Test
    void chordOfATurnedEllipsoidFollowsItsAxes() {
        Ellipsoid upright = Ellipsoid.upright(3, 7, 20, 10, 30);
        Ellipsoid turned = Ellipsoid.turned(upright, Math.PI / 6);
        assertEquals(60, Projection.chord(3, 7, turned), EXACT);
        double x = 3 + 12 * Math.cos(Math.PI / 6);
        double z = 7 + 12 * Math.sin(Math.PI / 6);
        assertEquals(2 * 30 * Math.sqrt(1 - 0.36), Projection.chord(x, z, turned), EXACT);
        assertEquals(2 * 30 * Math.sqrt(1 - 0.36), Projection.chord(15, 7, upright), EXACT);
        assertEquals(0, Projection.chord(3, 18, upright));
    }

    @Test
    void tubesKeepTheirMassInEveryDirection() {
        Section section = new Section(6, 4, 0.03, 0.03);
        Point from = new Point(-10, 5, 40);
        for (Point to :
                new Point[] {new Point(20, 5, 40), new Point(-10, 35, 40), new Point(-10, 5, 70), new Point(10, 25, 50)
                }) {
            Projection projection = new Projection(100, FIELD_MM);
            Tube.add(projection, u -> between(from, to, u), section);
            double expected = 0.03 * Math.PI * 6 * 4 * from.distance(to);
            assertEquals(expected, mass(projection, 100), 0.001 * expected);
        }
    }

    @Test
    void aTubeAcrossTheRaysIsAsThickAsItsSection() {
        Projection projection = new Projection(100, FIELD_MM);
        Tube.add(projection, u -> new Point(-60 + 120 * u, 0, 50), new Section(8, 5, 0.01, 0.01));
        // Mean over the middle of its height: the chord 10 sqrt(1 - h^2 / 64), averaged over |h| < 4, is 9.566.
        float[] pixels = projection.pixels(1);
        double sum = 0;
        for (int row = 46; row < 54; row++) {
            for (int column = 20; column < 80; column++) {
                sum += pixels[row * 100 + column];
            }
        }
        assertEquals(0.01 * 9.566, sum / (8 * 60), 0.003);
    }

    @Test
    void aTubeAlongTheRaysIsAsThickAsItIsLong() {
        Projection projection = new Projection(100, FIELD_MM);
        Tube.add(projection, u -> new Point(0, 80 * u, 50), new Section(8, 8, 0.01, 0.01));
        float[] pixels = projection.pixels(1);
        double sum = 0;
        for (int row = 46; row < 54; row++) {
            for (int column = 46; column < 54; column++) {
                sum += pixels[row * 100 + column];
            }
        }
        assertEquals(0.01 * 80, sum / 64, 0.08);
    }

    private static Point between(Point a, Point b, double u) {
        return new Point(a.x() + u * (b.x() - a.x()), a.y() + u * (b.y() - a.y()), a.z() + u * (b.z() - a.z()));
    }

    @Test
    void chestIsSymmetricButForHeartAndDiaphragm() {
        CrThorax thorax = new CrThorax(CrPatient.of(1, 0), new Draws(1, "test", 0));
        double middle = thorax.patient.shift();
        for (double z = 5; z < 345; z += 10) {
            for (double d = 1; d < 170; d += 7) {
                assertEquals(thorax.body(middle + d, z), thorax.body(middle - d, z), EXACT);
                assertTrue(thorax.lungCavity(middle + d, z) <= thorax.body(middle + d, z));
                if (z < thorax.patient.base() - 12) {
                    assertEquals(thorax.lungCavity(middle + d, z), thorax.lungCavity(middle - d, z), EXACT);
                }
            }
        }
        // The heart lies to the left, the right dome stands higher, above the lungs there is none.
        double heartZ = thorax.patient.base() - 35;
        assertTrue(thorax.heart(middle + 60, heartZ) > 20);
        assertEquals(0, thorax.heart(middle - 60, heartZ), EXACT);
        double domeX = 0.47 * thorax.patient.width();
        double domeZ = thorax.patient.base() - 1;
        assertTrue(thorax.lungCavity(middle + domeX, domeZ) > thorax.lungCavity(middle - domeX, domeZ) + 30);
        assertEquals(0, thorax.lungCavity(middle + 60, thorax.patient.apex() - 1));
    }
}
