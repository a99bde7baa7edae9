package org.effigy.phantom;

import java.util.Arrays;
import java.util.Optional;
import org.effigy.phantom.Projection.Ellipsoid;

/**
 * Frontal chest radiographs of invented patients: brightness 0..1, dense parts bright. Line integrals of attenuation through
 * a simple thorax, with noise and the tone curve of a digital system. An image depends on the seed and its index alone.
 * Immutable and thread-safe.
 */
public final class CrPhantom {
    /** The label of an image with a consolidation. */
    public static final String CONSOLIDATION = "CONSOLIDATION";

    /** Attenuation of soft tissue, 1/mm: water at about 70 keV. */
    static final double TISSUE = 0.0193;
    /** Attenuation of lung, 1/mm. */
    static final double LUNG = 0.22 * TISSUE;

    private static final double FIELD_MM = 350;
    private static final int MIN_RAYS = 192;
    private static final int PUFFS = 26;
    /** Share of a cloud's greatest attenuation from which on its mask shows it. */
    private static final double DENSE = 0.25;

    private static final double DARKEST_LUNG = 0.10;
    private static final double BRIGHTEST_BONE = 0.96;

    private final CrPhantomConfig config;

    public CrPhantom(CrPhantomConfig config) {
        this.config = config;
    }

    /** Returns the image of this index, from 0. */
    public Phantom image(long seed, int index) {
        int samples = Math.max(1, (MIN_RAYS + config.size() - 1) / config.size());
        Projection projection = new Projection(config.size() * samples, FIELD_MM);
        Draws draws = new Draws(seed, "phantom cr image", index);
        CrThorax thorax = new CrThorax(CrPatient.of(seed, index), draws);
        projection.add((x, z) -> {
            double tissue = thorax.body(x, z);
            double air = Math.min(tissue, thorax.air(x, z));
            return TISSUE * (tissue - air) - (TISSUE - LUNG) * Math.min(tissue - air, thorax.lung(x, z));
        });
        CrVessels.add(projection, thorax, draws, TISSUE - LUNG);
        CrBones.add(projection, thorax.patient, draws);
        Projection cloud = new Projection(config.size() * samples, FIELD_MM);
        Optional<Lesion> lesion = Labels.hasLesion(index, config.lesionFraction())
                ? Optional.of(addConsolidation(projection, cloud, thorax, draws))
                : Optional.empty();
        float[] brightness = developed(projection.pixels(samples), new Draws(seed, "phantom cr noise", index));
        String label = lesion.isPresent() ? CONSOLIDATION : Phantom.NORMAL;
        return new Phantom(
                config.size(),
                brightness,
                FIELD_MM / config.size(),
                index,
                label,
                lesion,
                dense(cloud.pixels(samples)));
    }

    /** Returns where a cloud has at least a quarter of its greatest attenuation; nowhere if there is none. */
    private static boolean[] dense(float[] cloud) {
        float most = 0;
        for (float value : cloud) {
            most = Math.max(most, value);
        }
        boolean[] out = new boolean[cloud.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = cloud[i] > 0 && cloud[i] >= DENSE * most;
        }
        return out;
    }

    /** Adds a cloud of soft ellipsoids in one lung to the image, and to a projection of its own. */
    private Lesion addConsolidation(Projection projection, Projection cloud, CrThorax thorax, Draws draws) {
        double radius = draws.between(17, 32);
        double x = 0;
        double z = 0;
        do {
            x = thorax.patient.shift() + draws.sign() * draws.between(0.35, 0.85) * thorax.patient.width();
            z = draws.between(thorax.patient.apex() + 20, thorax.patient.base() + 10);
            radius *= 0.998;
        } while (!surrounded(thorax, x, z, 0.8 * radius));
        double strength = draws.between(0.55, 0.9);
        for (int i = 0; i < PUFFS; i++) {
            double out = radius * Math.sqrt(draws.between(0, 0.55));
            double angle = draws.between(0, 2 * Math.PI);
            double r = radius * draws.between(0.22, 0.5);
            double px = x + out * Math.cos(angle);
            double pz = z + out * Math.sin(angle);
            double tissue = (TISSUE - LUNG) * strength * 10 / PUFFS;
            Ellipsoid puff = Ellipsoid.upright(px, pz, r * draws.between(0.8, 1.3), r, 1.6 * r);
            projection.add(puff, tissue);
            cloud.add(puff, tissue);
        }
        double pixel = FIELD_MM / config.size();
        return new Lesion(z / pixel - 0.5, x / pixel + (config.size() - 1) / 2.0, radius);
    }

    private static boolean surrounded(CrThorax thorax, double x, double z, double radius) {
        for (int i = 0; i < 8; i++) {
            double angle = i * Math.PI / 4;
            if (thorax.lung(x + radius * Math.cos(angle), z + radius * Math.sin(angle)) < 45) {
                return false;
            }
        }
        return thorax.lung(x, z) > 60;
    }

    /** Adds quantum noise, evens out the coarse contrast, and maps to 0..1 by the image's own percentiles. */
    private float[] developed(float[] attenuation, Draws draws) {
        int size = config.size();
        float[] noisy = new float[attenuation.length];
        for (int i = 0; i < noisy.length; i++) {
            // The fewer photons arrive, the noisier their logarithm.
            double quantum = 0.006 * Math.exp(Math.min(4.5, attenuation[i]) / 2);
            noisy[i] = (float) (Math.min(5.2, attenuation[i]) + quantum * draws.gaussian());
        }
        float[] sharp = Blur.gaussian(noisy, size, 0.4);
        float[] coarse = Blur.gaussian(noisy, size, size / 14.0);
        for (int i = 0; i < sharp.length; i++) {
            sharp[i] -= 0.42f * coarse[i];
        }
        // The tone curve is set on the chest: the darkest lung, the brightest bone; air around it falls below.
        float[] chest = new float[sharp.length];
        int n = 0;
        for (int row = size / 6; row < size - size / 5; row++) {
            for (int column = size / 6; column < size - size / 6; column++) {
                chest[n++] = sharp[row * size + column];
            }
        }
        Arrays.sort(chest, 0, n);
        double low = chest[(int) (0.01 * (n - 1))];
        double high = chest[(int) (0.997 * (n - 1))];
        float[] out = new float[sharp.length];
        for (int i = 0; i < out.length; i++) {
            double t = (sharp[i] - low) / (high - low);
            out[i] = (float) Math.max(0, Math.min(1, DARKEST_LUNG + (BRIGHTEST_BONE - DARKEST_LUNG) * t));
        }
        return out;
    }
}
