package org.effigy.phantom;

import org.effigy.phantom.Projection.Ellipsoid;

/** The soft parts of a chest seen from the front: path lengths through body, lungs and heart, in closed form. */
final class CrThorax {
    private static final double LUNG_POWER = 2.6;
    /** How fast the domes of the diaphragm fall off, 1/mm: sideways and from front to back. */
    private static final double DOME_ACROSS = 0.0078;

    private static final double DOME_ALONG = 0.0085;

    final CrPatient patient;
    private final Ellipsoid[] heart;
    private final Ellipsoid stomach;

    CrThorax(CrPatient patient, Draws draws) {
        this.patient = patient;
        double s = patient.heart();
        double low = patient.base();
        double tilt = 0.62 + draws.normal(0, 0.08);
        heart = new Ellipsoid[] {
            Ellipsoid.turned(Ellipsoid.upright(32 * s, low - 32, 60 * s, 43 * s, 46), tilt),
            Ellipsoid.upright(-16 * s, low - 42, 32 * s, 46 * s, 38),
            Ellipsoid.upright(24, low - 132, 14.5 * s, 14.5 * s, 30),
            Ellipsoid.upright(19, low - 106, 21 * s, 26, 24),
            Ellipsoid.upright(-9, low - 128, 19 * s, 66, 24),
            Ellipsoid.upright(15, low - 60, 14, 120, 14),
            Ellipsoid.upright(0, low - 165, 24, 75, 34),
        };
        stomach = Ellipsoid.upright(
                0.52 * patient.width() + draws.normal(0, 6),
                low + 24 + draws.normal(0, 4),
                draws.between(14, 24),
                8.5,
                17);
    }

    /** Returns the length of the ray inside the body, mm. */
    double body(double x, double z) {
        double u = Math.abs(x - patient.shift());
        // Neck, slope of the shoulders, shoulders, and the chest's side below the armpit.
        double neck = 54 + 4 * patient.soft() / 30;
        double shoulder = 176 + patient.soft() / 3;
        double chest = patient.width() + patient.soft() + 4;
        double slope = smooth((z + 6) / 58);
        double armpit = smooth((z - 96) / 42);
        double width = neck + (shoulder - neck) * Math.pow(slope, 1.5) + (chest - shoulder) * armpit;
        double depth = 72 + 36 * smooth((z - 10) / 110) + 0.4 * (patient.soft() - 28);
        double rest = 1 - Math.pow(u / width, 2.8);
        return rest <= 0 ? 0 : 2 * depth * Math.sqrt(rest);
    }

    /** Returns the length of the ray inside the two lungs, without what the heart takes of it, mm. */
    double lung(double x, double z) {
        double length = lungCavity(x, z);
        return length <= 0 ? 0 : Math.max(0, length - heart(x, z));
    }

    /** Returns the length of the ray inside the pleural cavities, above the diaphragm, mm. */
    double lungCavity(double x, double z) {
        double u = x - patient.shift();
        double a = Math.abs(u);
        double lowest = patient.base() + 52;
        double t = (lowest - z) / (lowest - patient.apex());
        if (t <= 0 || t >= 1) {
            return 0;
        }
        // Both outlines close in a dome at the apex.
        double profile = Math.pow(1 - Math.pow(t, 3.2), 1 / 2.2);
        double outer = patient.width() * profile * (1 - 0.10 * (1 - t) * (1 - t));
        double inner = 12 + 12 * (1 - profile);
        double middle = (outer + inner) / 2;
        double half = (outer - inner) / 2;
        double across = Math.abs(a - middle) / half;
        if (half <= 0 || across >= 1) {
            return 0;
        }
        double depth = patient.depth() * Math.pow(profile, 0.9);
        double length = 2 * depth * Math.pow(1 - Math.pow(across, LUNG_POWER), 1 / LUNG_POWER);
        return Math.max(0, length - 2 * behindDome(u, z));
    }

    /** Returns how far before and behind its top the dome of the diaphragm is cut by the ray, mm; 0 above it. */
    private double behindDome(double u, double z) {
        double top = u < 0 ? patient.base() - 11 : patient.base();
        double middle = 0.47 * patient.width();
        double off = Math.abs(u) - middle;
        double below = z - top - DOME_ACROSS * off * off * (off > 0 ? 1 : 0.55);
        return below <= 0 ? 0 : Math.sqrt(below / DOME_ALONG);
    }

    /** Returns the length of the ray inside heart and great vessels, mm; where they overlap, the longest, melted. */
    double heart(double x, double z) {
        double sum = 0;
        for (Ellipsoid e : heart) {
            double chord = Projection.chord(x - patient.shift(), z, e);
            double square = chord * chord;
            sum += square * square;
        }
        return Math.sqrt(Math.sqrt(sum));
    }

    /** Returns the length of the ray in air outside the lungs: windpipe, main bronchi, stomach bubble, mm. */
    double air(double x, double z) {
        double u = x - patient.shift();
        double fork = patient.base() - 116;
        double r = 8.5;
        double pipe = 0;
        if (z < fork + 4) {
            pipe = cylinder(u + 1 + 2 * smooth(z / fork), r);
        }
        double right = bronchus(u, z, new double[] {-2, fork, -30, fork + 34});
        double left = bronchus(u, z, new double[] {-2, fork, 36, fork + 30});
        return Math.max(pipe, Math.max(left, right)) + Projection.chord(u, z, stomach);
    }

    private static double bronchus(double x, double z, double[] ends) {
        double distance = new Shape.Capsule(ends[0], ends[1], ends[2], ends[3], 0).distance(x, z);
        return cylinder(distance, 5.8);
    }

    private static double cylinder(double distance, double radius) {
        double rest = radius * radius - distance * distance;
        return rest <= 0 ? 0 : 2 * Math.sqrt(rest);
    }

    static double smooth(double t) {
        double c = Math.max(0, Math.min(1, t));
        return c * c * (3 - 2 * c);
    }
}
