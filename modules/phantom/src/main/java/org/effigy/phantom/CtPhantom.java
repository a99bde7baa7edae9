package org.effigy.phantom;

import java.util.Optional;
import org.effigy.phantom.CtAnatomy.Level;
import org.effigy.phantom.CtAnatomy.Organ;
import org.effigy.phantom.Shape.Capsule;
import org.effigy.phantom.Shape.Ellipse;
import org.effigy.phantom.Shape.Grown;
import org.effigy.phantom.Shape.SuperEllipse;

/**
 * Axial CT slices of invented chests, in Hounsfield units. A slice depends on the seed and its index alone. Immutable and
 * thread-safe.
 */
public final class CtPhantom {
    /** The label of a slice with a nodule. */
    public static final String NODULE = "NODULE";

    static final float AIR = -1000;
    static final float FAT = -100;
    static final float MUSCLE = 55;
    static final float SKIN = 20;
    static final float NODULE_HOUNSFIELD = 40;
    private static final float CORTEX = 900;
    private static final float MARROW = 180;
    private static final float LOWEST = -1024;
    private static final float HIGHEST = 3071;
    /** Below it a point is air or lung. */
    private static final float AERATED = -400;
    /** Deviation of the noise of one pixel, before it is smoothed. */
    private static final double NOISE = 26;
    /** Points of a mask along a side of a pixel. */
    private static final int MASK_SAMPLES = 4;

    private final CtPhantomConfig config;

    public CtPhantom(CtPhantomConfig config) {
        this.config = config;
    }

    /** Returns the slice of this index, from 0. */
    public Phantom slice(long seed, int index) {
        int number = index / config.slicesPerPatient();
        CtPatient patient = CtPatient.of(seed, number);
        Draws draws = new Draws(seed, "phantom ct slice", index);
        CtAnatomy anatomy = new CtAnatomy(patient, draws);
        Canvas canvas = new Canvas(config.size(), config.size() > 64 ? 2 : 3, patient.fieldMm());
        paintLayers(canvas, anatomy, draws);
        CtVessels.paint(canvas, anatomy, draws);
        paintMediastinum(canvas, anatomy, draws);
        paintBones(canvas, anatomy, draws);
        Canvas mask = new Canvas(config.size(), MASK_SAMPLES, patient.fieldMm());
        Optional<Lesion> lesion = Labels.hasLesion(index, config.lesionFraction())
                ? Optional.of(paintNodule(canvas, mask, anatomy, draws))
                : Optional.empty();
        float[] hounsfield = scanned(canvas.pixels(), new Draws(seed, "phantom ct noise", index));
        String label = lesion.isPresent() ? NODULE : Phantom.NORMAL;
        return new Phantom(config.size(), hounsfield, spacing(patient), number, label, lesion, half(mask.pixels()));
    }

    /** Returns which pixels are covered by half or more. */
    private static boolean[] half(float[] shares) {
        boolean[] out = new boolean[shares.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = shares[i] >= 0.5f;
        }
        return out;
    }

    private double spacing(CtPatient patient) {
        return patient.fieldMm() / config.size();
    }

    /** Air and table, skin, fat, muscle, lung. */
    private static void paintLayers(Canvas canvas, CtAnatomy anatomy, Draws draws) {
        CtPatient patient = anatomy.patient;
        Texture soft = new Texture(draws.bits(), 9);
        Texture fine = new Texture(draws.bits(), 3.5);
        canvas.fill((x, y) -> {
            if (Math.abs(x) >= patient.halfWidth() || Math.abs(y) >= patient.halfDepth()) {
                return table(x, y - patient.tableY());
            }
            double outside = anatomy.cage.distance(x, y);
            if (outside < 0) {
                double sag = 45 * y / anatomy.cage.b();
                return (float) (patient.lung() + sag + 22 * fine.at(x, y) + 14 * soft.at(x, y));
            }
            double depth = -anatomy.torso.distance(x, y);
            if (depth < 0) {
                return table(x, y - patient.tableY());
            }
            if (depth < 2) {
                return SKIN;
            }
            double bumpy = anatomy.muscle(x, y) * (1 + 0.18 * soft.at(x * 0.4, y * 0.4));
            boolean muscle = outside < bumpy && depth > 4;
            // Thin layers of fat run between the muscles.
            double seam = Math.abs(outside - 0.62 * bumpy);
            float tissue = muscle && (seam > 1.2 || bumpy < 14) ? MUSCLE : FAT;
            return (float) (tissue + 8 * soft.at(x, y));
        });
    }

    /** The table top: a shallow trough of two thin shells with foam between them. */
    private static float table(double x, double y) {
        double top = y + 0.0011 * x * x - 1;
        if (Math.abs(x) > 195 || top < 0 || top > 34) {
            return AIR;
        }
        return top < 2.5 || top > 31.5 ? -150 : -940;
    }

    private static void paintMediastinum(Canvas canvas, CtAnatomy anatomy, Draws draws) {
        Texture texture = new Texture(draws.bits(), 6);
        canvas.paint(anatomy.mediastinum, (depth, below) -> {
            boolean inside = below < AERATED;
            return inside ? depth < 1.2 ? MUSCLE - 20 : FAT + 10 : below;
        });
        for (Organ organ : anatomy.organs) {
            float value = (float) (organ.hounsfield() + 5 * texture.at(organ.hounsfield(), 0));
            canvas.paint(organ.shape(), (depth, below) -> value);
        }
    }

    private static void paintBones(Canvas canvas, CtAnatomy anatomy, Draws draws) {
        double x = anatomy.vertebra.x();
        Shape canal = anatomy.canal;
        double y = anatomy.canal.y();
        float extra = (float) anatomy.patient.density();
        Canvas.Fill bone = (depth, below) -> (depth < 1.8 ? CORTEX - 250 : MARROW) + extra;
        // Muscles along the spine, then the arch, the processes and the body.
        for (int side = -1; side <= 1; side += 2) {
            Shape muscle = new Ellipse(x + side * 27, y + 14, 24, 15, side * 0.25);
            canvas.paint(
                    muscle, (depth, below) -> below == SKIN || below < AERATED ? below : depth < 1.2 ? FAT : MUSCLE);
        }
        canvas.paint(new Grown(canal, 4.5), bone);
        canvas.paint(new Capsule(x, y + 10, x + draws.normal(0, 1), y + 27, 3.6), bone);
        for (int side = -1; side <= 1; side += 2) {
            canvas.paint(new Capsule(x + side * 12, y + 1, x + side * 33, y + 10, 4.2), bone);
            canvas.paint(new Capsule(x + side * 17, y - 7, x + side * 36, y + 2, 3.8), bone);
        }
        canvas.paint(canal, (depth, below) -> depth < 2.2 ? FAT + 40 : 30);
        Texture trabeculae = new Texture(draws.bits(), 2.5);
        canvas.paint(
                new SuperEllipse(x, anatomy.vertebra.y(), anatomy.vertebra.a(), anatomy.vertebra.b(), 2.5),
                (depth, below) ->
                        (float) ((depth < 1.6 ? CORTEX - 400 : MARROW + 30 * trabeculae.at(depth, x)) + extra));
        Canvas.Fill ribBone = (depth, below) -> (depth < 1.4 ? CORTEX : MARROW + 60) + extra;
        for (RibShape rib : anatomy.ribs) {
            canvas.paint(rib, ribBone);
        }
        paintSternum(canvas, anatomy, bone);
        if (anatomy.level != Level.HEART) {
            paintScapulae(canvas, anatomy, draws);
        }
    }

    private static void paintSternum(Canvas canvas, CtAnatomy anatomy, Canvas.Fill bone) {
        double front = anatomy.cage.y() - anatomy.cage.b();
        double width = anatomy.level == Level.AORTIC_ARCH ? 26 : 17;
        for (int side = -1; side <= 1; side += 2) {
            Shape cartilage = new Capsule(side * (width + 3), front - 4, side * (width + 20), front + 1, 4.6);
            canvas.paint(cartilage, (depth, below) -> 95);
        }
        canvas.paint(new SuperEllipse(0, front - 6, width, 6.5, 3), bone);
    }

    private static void paintScapulae(Canvas canvas, CtAnatomy anatomy, Draws draws) {
        double a = anatomy.cage.a();
        double y = anatomy.cage.y();
        double turn = draws.normal(0, 3);
        float extra = (float) anatomy.patient.density();
        for (int side = -1; side <= 1; side += 2) {
            double x1 = side * (0.66 * a);
            double y1 = y + 0.86 * anatomy.cage.b() + turn;
            double x2 = side * (1.13 * a);
            double y2 = y + 0.40 * anatomy.cage.b() - turn;
            Canvas.Fill muscle = (depth, below) -> below < MUSCLE - 30 && below > AERATED ? MUSCLE - 5 : below;
            canvas.paint(new Capsule(x1, y1, x2, y2, 13), muscle);
            Canvas.Fill blade =
                    (depth, below) -> below > AERATED ? (depth < 1.3 ? CORTEX : MARROW + 150) + extra : below;
            canvas.paint(new Capsule(x1, y1, x2, y2, 2.6), blade);
            canvas.paint(new Capsule(x2, y2, x2 + side * 2, y2 - 9, 5), blade);
        }
    }

    private Lesion paintNodule(Canvas canvas, Canvas mask, CtAnatomy anatomy, Draws draws) {
        double radius = draws.between(6, 13);
        double x = 0;
        double y = 0;
        do {
            // A place with lung all around; a smaller nodule where none is found.
            x = draws.between(-1, 1) * anatomy.cage.a();
            y = anatomy.cage.y() + draws.between(-1, 1) * anatomy.cage.b();
            radius *= 0.998;
        } while (!anatomy.inLung(x, y, radius * 1.2 + 1));
        Shape nodule = new NoduleShape(x, y, radius, draws.between(0, 6), draws.between(0, 6));
        canvas.paint(nodule, (depth, below) -> NODULE_HOUNSFIELD);
        mask.paint(nodule, (depth, below) -> 1);
        double spacing = spacing(anatomy.patient);
        double middle = (config.size() - 1) / 2.0;
        return new Lesion(middle + y / spacing, middle + x / spacing, radius);
    }

    /** Smooths slightly, as a scanner does, and adds smooth noise. */
    private float[] scanned(float[] pixels, Draws draws) {
        float[] noise = new float[pixels.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (NOISE * draws.gaussian());
        }
        float[] image = Blur.gaussian(pixels, config.size(), 0.45);
        float[] smoothNoise = Blur.gaussian(noise, config.size(), 0.6);
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.max(LOWEST, Math.min(HIGHEST, image[i] + smoothNoise[i]));
        }
        return image;
    }
}
