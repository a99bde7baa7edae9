package org.effigy.phantom;

import java.util.ArrayList;
import java.util.List;
import org.effigy.phantom.Shape.Capsule;
import org.effigy.phantom.Shape.Ellipse;
import org.effigy.phantom.Shape.Grown;
import org.effigy.phantom.Shape.SuperEllipse;
import org.effigy.phantom.Shape.Union;

/**
 * Where everything is in one slice: the layers of the chest wall, the lungs' cavity, the bones, and the mediastinum at one
 * of three levels.
 */
final class CtAnatomy {
    /** Which part of the mediastinum the slice shows. */
    enum Level {
        AORTIC_ARCH,
        PULMONARY_ARTERY,
        HEART
    }

    /** A filled vessel, chamber or airway of the mediastinum; painted in order. */
    record Organ(String name, Shape shape, double hounsfield) {}

    private static final String LIVER = "liver";

    final CtPatient patient;
    final Level level;
    /** Position within the level, from 0 (head) to 1 (feet). */
    final double height;

    final SuperEllipse torso;
    /** The inner side of the ribs. */
    final SuperEllipse cage;
    /** All that is not lung inside the cage. */
    final Shape mediastinum;

    final Ellipse vertebra;
    final Ellipse canal;
    final List<Organ> organs;
    final List<RibShape> ribs;

    CtAnatomy(CtPatient patient, Draws draws) {
        this.patient = patient;
        double z = draws.between(0, 1);
        level = z < 0.22 ? Level.AORTIC_ARCH : z < 0.48 ? Level.PULMONARY_ARTERY : Level.HEART;
        height = switch (level) {
            case AORTIC_ARCH -> z / 0.22;
            case PULMONARY_ARTERY -> (z - 0.22) / 0.26;
            case HEART -> (z - 0.48) / 0.52;
        };
        double a = patient.halfWidth();
        double b = patient.halfDepth();
        torso = new SuperEllipse(0, 0, a, b, 2.35);
        // The cage widens towards the feet; above it the shoulders' muscles take the room.
        double width = a * (0.73 + 0.10 * Math.min(1, z / 0.6)) - 0.4 * (patient.fat() - 12);
        double depth = b * (0.75 + 0.06 * Math.min(1, z / 0.6)) - 0.3 * (patient.fat() - 12);
        cage = new SuperEllipse(0, -0.035 * b, width, depth, 2.15);
        double spineY = cage.y() + depth * 0.57;
        vertebra = new Ellipse(draws.normal(0, 1), spineY, 17.5 + 2 * z, 14.5 + 2 * z, 0);
        canal = new Ellipse(vertebra.x(), spineY + vertebra.b() + 6.5, 9.5, 8, 0);
        organs = switch (level) {
            case AORTIC_ARCH -> arch(draws);
            case PULMONARY_ARTERY -> pulmonaryArtery(draws);
            case HEART -> heart(draws);
        };
        mediastinum = mediastinum();
        ribs = ribs(draws);
    }

    /** Returns the thickness of the muscles on the cage towards the point, mm. */
    double muscle(double x, double y) {
        double angle = Math.atan2(Math.abs(x), -(y - cage.y()));
        double side = Math.sin(angle);
        double front = Math.max(0, Math.cos(angle));
        double back = Math.max(0, -Math.cos(angle));
        double upper = level == Level.HEART ? 0.75 : 1.25;
        // Pectoral muscles beside the sternum, the shoulder's and back muscles behind.
        return 10 + 16 * upper * front * side * side + 20 * upper * back * side * side + 12 * back * back * back;
    }

    /** Says whether the point is lung, with so much to spare on all sides, mm. */
    boolean inLung(double x, double y, double margin) {
        return cage.distance(x, y) < -margin && mediastinum.distance(x, y) > margin;
    }

    private double s() {
        return patient.heart();
    }

    private List<Organ> arch(Draws draws) {
        double blood = patient.blood();
        double y = cage.y();
        double dx = draws.normal(0, 2);
        List<Organ> out = new ArrayList<>();
        Shape arch = new Union(
                8,
                new Capsule(-10 + dx, y - 22 * s(), 12 + dx, y - 8, 12 * s()),
                new Capsule(12 + dx, y - 8, 25 + dx, y + 26, 13 * s()));
        out.add(new Organ("superior vena cava", Ellipse.circle(-27 + dx, y - 10, 9 * s()), 1.1 * blood));
        out.add(new Organ("aorta", arch, blood));
        out.add(new Organ("oesophagus", new Ellipse(6 + dx, y + 31, 8, 6, 0), 35));
        out.add(new Organ("trachea wall", new Ellipse(-3 + dx, y + 13, 10.5, 10, 0), 20));
        out.add(new Organ("trachea", new Ellipse(-3 + dx, y + 13, 8.8, 8.4, 0), -985));
        return out;
    }

    private List<Organ> pulmonaryArtery(Draws draws) {
        double blood = patient.blood();
        double y = cage.y() - 2;
        double dx = draws.normal(0, 2);
        List<Organ> out = new ArrayList<>();
        Shape pulmonary = new Union(
                10,
                new Capsule(20 + dx, y - 34 * s(), 22 + dx, y - 8, 14 * s()),
                new Capsule(18 + dx, y - 10, -16 + dx, y - 1, 9.5 * s()),
                new Capsule(-16 + dx, y - 1, -42 + dx, y + 8, 8 * s()),
                new Capsule(24 + dx, y - 8, 46 + dx, y + 8, 9 * s()));
        out.add(new Organ("descending aorta", descendingAorta(dx), blood));
        out.add(new Organ("superior vena cava", Ellipse.circle(-38 + dx, y - 18, 9 * s()), 1.1 * blood));
        out.add(new Organ("pulmonary artery", pulmonary, 1.12 * blood));
        out.add(new Organ("aorta wall", Ellipse.circle(-12 + dx, y - 30 * s(), 18 * s()), 40));
        out.add(new Organ("aorta", Ellipse.circle(-12 + dx, y - 30 * s(), 16 * s()), blood));
        out.add(new Organ("oesophagus", new Ellipse(5 + dx, y + 36, 8, 6, 0), 35));
        addBronchus(out, new Capsule(-13 + dx, y + 18, -34 + dx, y + 22, 6.5));
        addBronchus(out, new Capsule(14 + dx, y + 18, 34 + dx, y + 25, 5.8));
        return out;
    }

    private List<Organ> heart(Draws draws) {
        double blood = patient.blood();
        double x = 16 + draws.normal(0, 3);
        double y = cage.y() - 22;
        // The long axis points to the left and forward; the heart is largest in the middle of the level.
        double size = s() * (0.86 + 0.2 * Math.sin(Math.PI * Math.min(1, 0.25 + height)));
        double angle = -0.62 + draws.normal(0, 0.08);
        Turned at = new Turned(x, y, angle, size);
        List<Organ> out = new ArrayList<>();
        out.add(new Organ("descending aorta", descendingAorta(draws.normal(0, 2)), blood));
        out.add(new Organ("oesophagus", new Ellipse(6, cage.y() + 36, 8, 6, 0), 35));
        addLiver(out, draws);
        out.add(new Organ("myocardium", at.ellipse(0, 0, 66, 44), 55));
        out.add(new Organ("right atrium", at.ellipse(-42, -14, 19, 21), 0.95 * blood));
        out.add(new Organ("right ventricle", at.ellipse(6, -24, 36, 14), 0.95 * blood));
        out.add(new Organ("left atrium", at.ellipse(-30, 24, 22, 15), blood));
        out.add(new Organ("left ventricle", at.ellipse(22, 13, 30, 17), blood));
        return out;
    }

    /** The top of the liver under the right half of the diaphragm, in the lowest slices. */
    private void addLiver(List<Organ> out, Draws draws) {
        double x = -0.56 * cage.a() + draws.normal(0, 3);
        double y = cage.y() + draws.normal(4, 4);
        double size = (height - 0.62) / 0.38;
        if (size > 0.1) {
            double a = Math.min(0.34 * cage.a(), 12 + 40 * size);
            out.add(new Organ(LIVER, new Ellipse(x, y, a, 1.25 * a, 0.1), 90));
        }
    }

    private Ellipse descendingAorta(double dx) {
        return Ellipse.circle(vertebra.x() + 22 + 0.3 * dx, vertebra.y() - 10 + 0.3 * dx, 11.5 * s());
    }

    private static void addBronchus(List<Organ> out, Capsule lumen) {
        out.add(new Organ("bronchus wall", new Grown(lumen, 1.6), 20));
        out.add(new Organ("bronchus", lumen, -985));
    }

    /** Melts a tissue-coloured hull around the organs, the spine and the tissue behind the sternum. */
    private Shape mediastinum() {
        double front = cage.y() - cage.b();
        List<Shape> parts = new ArrayList<>();
        parts.add(new Capsule(vertebra.x(), vertebra.y(), vertebra.x(), cage.y() + cage.b() - 14, vertebra.a() + 5));
        parts.add(new Capsule(0, front, 0, cage.y() - 20, level == Level.AORTIC_ARCH ? 12 : 5));
        parts.add(new Capsule(0, cage.y() - 10, 0, vertebra.y(), 15));
        for (Organ organ : organs) {
            parts.add(new Grown(organ.shape(), organ.name().equals(LIVER) ? 1 : 3.5));
        }
        return new Union(14, parts.toArray(new Shape[0]));
    }

    private List<RibShape> ribs(Draws draws) {
        List<RibShape> out = new ArrayList<>();
        double shift = draws.between(0, 24);
        for (int side = -1; side <= 1; side += 2) {
            for (double degrees = 20 + shift; degrees < 164; degrees += 25) {
                double middle = Math.toRadians(degrees + draws.normal(0, 1.5));
                // Ribs are cut most obliquely at the side of the back.
                double length = 8 + 9 * Math.pow(Math.sin(middle * 0.75), 2) + draws.normal(0, 1.5);
                out.add(new RibShape(cage, side * middle, length, draws.normal(4.2, 0.3)));
            }
        }
        return out;
    }

    /** Coordinates in a turned and scaled frame. */
    private record Turned(double x, double y, double angle, double scale) {
        Ellipse ellipse(double along, double across, double a, double b) {
            double cos = Math.cos(angle) * scale;
            double sin = Math.sin(angle) * scale;
            return new Ellipse(
                    x + along * cos - across * sin, y + along * sin + across * cos, a * scale, b * scale, angle);
        }
    }
}
