package org.effigy.phantom;

/** A region of the plane, as its signed distance in mm; negative inside. Distances are approximate away from the border. */
interface Shape {
    /** Returns the signed distance of the point from the border. */
    double distance(double x, double y);

    /** Returns a box that holds the region. */
    Box bounds();

    /** An axis-parallel rectangle. */
    record Box(double left, double top, double right, double bottom) {
        Box grown(double by) {
            return new Box(left - by, top - by, right + by, bottom + by);
        }

        Box with(Box other) {
            return new Box(
                    Math.min(left, other.left),
                    Math.min(top, other.top),
                    Math.max(right, other.right),
                    Math.max(bottom, other.bottom));
        }
    }

    /** An ellipse; (cos, sin) is the direction of its first axis. */
    record Ellipse(double x, double y, double a, double b, double cos, double sin) implements Shape {
        /** An ellipse whose first axis is turned by the angle in radians from x towards y. */
        Ellipse(double x, double y, double a, double b, double angle) {
            this(x, y, a, b, Math.cos(angle), Math.sin(angle));
        }

        static Ellipse circle(double x, double y, double radius) {
            return new Ellipse(x, y, radius, radius, 1, 0);
        }

        @Override
        public double distance(double px, double py) {
            double u = ((px - x) * cos + (py - y) * sin) / a;
            double v = ((py - y) * cos - (px - x) * sin) / b;
            double level = Math.sqrt(u * u + v * v);
            double slope = Math.sqrt(u * u / (a * a) + v * v / (b * b));
            // To first order the level set's value over its gradient; exact for circles.
            return slope == 0 ? -Math.min(a, b) : level * (level - 1) / slope;
        }

        @Override
        public Box bounds() {
            double w = Math.hypot(a * cos, b * sin);
            double h = Math.hypot(a * sin, b * cos);
            return new Box(x - w, y - h, x + w, y + h);
        }
    }

    /** All points within the radius of a line segment. */
    record Capsule(double x1, double y1, double x2, double y2, double radius) implements Shape {
        @Override
        public double distance(double px, double py) {
            double dx = x2 - x1;
            double dy = y2 - y1;
            double length2 = dx * dx + dy * dy;
            double along = length2 == 0 ? 0 : ((px - x1) * dx + (py - y1) * dy) / length2;
            double t = Math.max(0, Math.min(1, along));
            double ex = px - x1 - t * dx;
            double ey = py - y1 - t * dy;
            return Math.sqrt(ex * ex + ey * ey) - radius;
        }

        @Override
        public Box bounds() {
            return new Box(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)).grown(radius);
        }
    }

    /** A superellipse |x / a|^n + |y / b|^n = 1 around (x, y): an ellipse for n = 2, more like a box for a larger n. */
    record SuperEllipse(double x, double y, double a, double b, double n) implements Shape {
        @Override
        public double distance(double px, double py) {
            double u = Math.abs(px - x);
            double v = Math.abs(py - y);
            double level = Math.pow(Math.pow(u / a, n) + Math.pow(v / b, n), 1 / n);
            if (level == 0) {
                return -Math.min(a, b);
            }
            double radius = Math.hypot(u, v);
            return radius - radius / level;
        }

        @Override
        public Box bounds() {
            return new Box(x - a, y - b, x + a, y + b);
        }
    }

    /** Several shapes melted together: concave corners are rounded with about this radius. */
    record Union(double blend, Shape... shapes) implements Shape {
        @Override
        public double distance(double px, double py) {
            double d = shapes[0].distance(px, py);
            for (int i = 1; i < shapes.length; i++) {
                double e = shapes[i].distance(px, py);
                // Polynomial smooth minimum.
                double h = Math.max(0, blend - Math.abs(d - e));
                d = Math.min(d, e) - (blend == 0 ? 0 : h * h / (4 * blend));
            }
            return d;
        }

        @Override
        public Box bounds() {
            Box box = shapes[0].bounds();
            for (Shape shape : shapes) {
                box = box.with(shape.bounds());
            }
            return box.grown(blend / 4);
        }
    }

    /** The shape, larger (or, with a negative number, smaller) by so many mm on all sides. */
    record Grown(Shape shape, double by) implements Shape {
        @Override
        public double distance(double px, double py) {
            return shape.distance(px, py) - by;
        }

        @Override
        public Box bounds() {
            return shape.bounds().grown(Math.max(0, by));
        }
    }
}
