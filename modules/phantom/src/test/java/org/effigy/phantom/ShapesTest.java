package org.effigy.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.effigy.phantom.Shape.Capsule;
import org.effigy.phantom.Shape.Ellipse;
import org.effigy.phantom.Shape.Grown;
import org.effigy.phantom.Shape.SuperEllipse;
import org.effigy.phantom.Shape.Union;
import org.junit.jupiter.api.Test;

class ShapesTest {
    private static final double EXACT = 1e-9;
    /** Relative: 400 x 400 points count an area of this size to better than this. */
    private static final double AREA = 0.005;

    private static final double FIELD_MM = 200;

    private static double area(Shape shape) {
        Canvas canvas = new Canvas(200, 2, FIELD_MM);
        canvas.paint(shape, (depth, below) -> 1);
        double sum = 0;
        for (float v : canvas.pixels()) {
            sum += v;
        }
        return sum * (FIELD_MM / 200) * (FIELD_MM / 200);
    }

    @Test
    void paintedAreasAreThoseOfTheFormulas() {
        // A superellipse has the area 4 a b G(1 + 1/n)^2 / G(1 + 2/n); for n = 4: python3 math.gamma gives 3.7081493546
        // a b.
        assertArea(Math.PI * 30 * 30, Ellipse.circle(5, -3, 30));
        assertArea(Math.PI * 60 * 20, new Ellipse(3, 4, 60, 20, 0.5));
        assertArea(Math.PI * 10 * 10 + 20 * 50, new Capsule(-15, -20, 15, 20, 10));
        assertArea(Math.PI * 40 * 25, new SuperEllipse(0, 0, 40, 25, 2));
        assertArea(3.7081493546 * 40 * 25, new SuperEllipse(0, 0, 40, 25, 4));
        assertArea(Math.PI * 24 * 24, new Grown(Ellipse.circle(0, 0, 20), 4));
        assertArea(2 * Math.PI * 20 * 20, new Union(5, Ellipse.circle(-40, 0, 20), Ellipse.circle(40, 0, 20)));
        // The lobes of r (1 + 0.10 sin 3p + 0.06 sin 5p) add half the squares of their amplitudes.
        assertArea(Math.PI * 900 * (1 + (0.01 + 0.0036) / 2), new NoduleShape(1, 2, 30, 0.3, 4));
    }

    private static void assertArea(double expected, Shape shape) {
        assertEquals(expected, area(shape), AREA * expected, shape.toString());
    }

    @Test
    void distancesOfCirclesAndCapsulesAreExact() {
        assertEquals(5, Ellipse.circle(1, 1, 10).distance(1, 16), EXACT);
        assertEquals(-4, Ellipse.circle(1, 1, 10).distance(7, 1), EXACT);
        assertEquals(-10, Ellipse.circle(1, 1, 10).distance(1, 1), EXACT);
        assertEquals(3, new Capsule(0, 0, 10, 0, 2).distance(5, 5), EXACT);
        assertEquals(3, new Capsule(0, 0, 10, 0, 2).distance(13, 4), EXACT);
        assertEquals(0, new Ellipse(0, 0, 30, 10, 0).distance(30, 0), EXACT);
        assertEquals(0, new SuperEllipse(0, 0, 30, 10, 2.5).distance(0, -10), EXACT);
    }

    @Test
    void boundsHoldTheShape() {
        SuperEllipse cage = new SuperEllipse(0, -4, 62, 48, 2.2);
        for (int i = -12; i < 12; i++) {
            Shape rib = new RibShape(cage, i * Math.PI / 12, 8, 3);
            Shape.Box box = rib.bounds();
            int inside = 0;
            for (double y = -90; y < 90; y += 0.5) {
                for (double x = -90; x < 90; x += 0.5) {
                    if (rib.distance(x, y) < 0) {
                        inside++;
                        assertTrue(x > box.left() && x < box.right() && y > box.top() && y < box.bottom());
                    }
                }
            }
            // About 16 x 6 mm with round ends, at 4 points per mm^2.
            assertEquals(4 * (16 * 6 - (4 - Math.PI) * 9), inside, 80);
        }
    }

    @Test
    void pixelsAreTheMeanOfTheirPoints() {
        Canvas canvas = new Canvas(4, 2, 8);
        canvas.fill((x, y) -> (float) (x + 10 * y));
        float[] pixels = canvas.pixels();
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 4; column++) {
                double expected = 2 * column - 3 + 10 * (2 * row - 3);
                assertEquals(expected, pixels[row * 4 + column], 1e-5);
            }
        }
    }

    @Test
    void smoothingKeepsTheSumAndSpreadsByTheDeviation() {
        int size = 41;
        float[] image = new float[size * size];
        image[20 * size + 17] = 1;
        float[] blurred = Blur.gaussian(image, size, 2);
        double sum = 0;
        double row = 0;
        double column = 0;
        double spread = 0;
        for (int i = 0; i < blurred.length; i++) {
            sum += blurred[i];
            row += blurred[i] * (i / size);
            column += blurred[i] * (i % size);
            spread += blurred[i] * Math.pow(i % size - 17, 2);
        }
        assertEquals(1, sum, 1e-5);
        assertEquals(20, row, 1e-4);
        assertEquals(17, column, 1e-4);
        // 3 deviations are kept of the kernel.
        assertEquals(4, spread, 0.12);
    }

    @Test
    void textureIsBoundedSmoothAndItsOwn() {
        Texture texture = new Texture(7, 5);
        Texture other = new Texture(8, 5);
        double squares = 0;
        double product = 0;
        int n = 0;
        for (double y = -50; y < 50; y += 0.7) {
            for (double x = -50; x < 50; x += 0.7) {
                double value = texture.at(x, y);
                assertTrue(Math.abs(value) <= 1);
                assertEquals(value, texture.at(x + 1e-7, y), 1e-6);
                squares += value * value;
                product += value * other.at(x, y);
                n++;
            }
        }
        assertTrue(squares / n > 0.1 && squares / n < 0.34);
        assertEquals(0, product / n, 0.05);
    }
}
