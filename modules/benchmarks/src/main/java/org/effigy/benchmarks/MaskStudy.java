package org.effigy.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.effigy.base.Progress;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.MaskImages;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.effigy.dicom.picture.RegionMask;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.statistics.Bootstrap;
import org.effigy.networks.compute.Compute;
import org.effigy.sampling.SampleManifest;
import org.effigy.sampling.SampleMasks;

/**
 * Whether samples follow the mask that is asked for, see {@code scripts/mask-study}. A segmenter learns from real pairs of image and
 * mask of the split train; it judges real pairs of the split test and samples.
 *
 * <ul>
 *   <li>{@code MaskStudy masks INDEX SIZE COUNT DIR [empty]} writes the first masks of the split test that show a region, or none
 *   <li>{@code MaskStudy judge INDEX SIZE STEPS SAMPLES...} trains on one thread and prints Dice, with intervals by bootstrap, of real
 *       pairs and of each folder of samples (PNG) with its masks; beside it that with the mask of the next image, which chance gives
 * </ul>
 */
public final class MaskStudy {
    private static final int CHANNELS = 16;
    private static final int BATCH = 16;
    private static final long SEED = 1;
    private static final int REPLICATES = 2000;
    private static final int SAID_EVERY = 100;

    private MaskStudy() {}

    /** Runs one of the two. */
    public static void main(String[] arguments) throws IOException {
        DatasetIndex index = DatasetIndex.read(Path.of(arguments[1]));
        Preprocessing recipe = Preprocessing.forIndex(index, Integer.parseInt(arguments[2]));
        Path cache = Path.of(arguments[1] + ".cache");
        if (arguments[0].equals("masks")) {
            int count = Integer.parseInt(arguments[3]);
            boolean empty = arguments.length > 5 && arguments[5].equals("empty");
            writeMasks(Pairs.of(index, Split.TEST, recipe, cache), count, empty, Path.of(arguments[4]));
            return;
        }
        List<Path> samples = new ArrayList<>();
        for (int i = 4; i < arguments.length; i++) {
            samples.add(Path.of(arguments[i]));
        }
        judge(index, recipe, cache, Integer.parseInt(arguments[3]), samples);
    }

    /**
     * Images with their masks.
     *
     * @param images flattened (N, 1, size, size), [-1, 1]
     * @param masks one for each
     * @param patients a number for each
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Pairs(int size, float[] images, List<boolean[]> masks, int[] patients) {
        static Pairs of(DatasetIndex index, Split split, Preprocessing recipe, Path cache) throws IOException {
            try (ImageDataset images = ImageDataset.open(index, split, recipe, CacheOptions.in(cache))) {
                MaskImages shown = MaskImages.of(index, images, recipe, (task, unit, total) -> Progress.none());
                int pixels = images.imageLength();
                float[] values = new float[images.size() * pixels];
                List<boolean[]> masks = new ArrayList<>();
                Map<Integer, String> keys = new HashMap<>();
                index.entries(split).forEach((IndexEntry entry) -> keys.put(entry.id(), entry.patientKey()));
                Map<String, Integer> numbers = new HashMap<>();
                int[] patients = new int[images.size()];
                for (int i = 0; i < images.size(); i++) {
                    images.read(i, values, i * pixels);
                    float[] mask = new float[pixels];
                    shown.read(i, mask, 0);
                    masks.add(region(mask));
                    patients[i] = numbers.computeIfAbsent(keys.get(images.id(i)), key -> numbers.size());
                }
                return new Pairs(recipe.size().side("the mask study"), values, masks, patients);
            }
        }

        /** Reads the images of a folder of samples, which spread the network's range over their depth. */
        static Pairs ofSamples(Path folder) throws IOException {
            SampleManifest manifest = SampleManifest.read(folder).orElseThrow();
            List<boolean[]> masks = new ArrayList<>();
            int size = 0;
            float[] values = new float[0];
            for (SampleManifest.Entry entry : manifest.images()) {
                GrayImage image = GrayImages.read(folder.resolve(entry.file()));
                int from = masks.size() * image.values().length;
                size = image.rows();
                values = Arrays.copyOf(values, from + image.values().length);
                for (int i = 0; i < image.values().length; i++) {
                    values[from + i] = 2f * image.values()[i] / ((1 << image.bits()) - 1) - 1;
                }
                List<SampleMasks.Entry> asked = manifest.masks();
                String mask =
                        asked.get(asked.size() == 1 ? 0 : entry.index() - 1).file();
                masks.add(RegionMask.read(folder.resolve(mask)).region());
            }
            int[] alone = new int[masks.size()];
            Arrays.setAll(alone, i -> i);
            return new Pairs(size, values, masks, alone);
        }

        private static boolean[] region(float[] mask) {
            boolean[] region = new boolean[mask.length];
            for (int i = 0; i < mask.length; i++) {
                region[i] = mask[i] > 0;
            }
            return region;
        }

        boolean shows(int i) {
            for (boolean in : masks.get(i)) {
                if (in) {
                    return true;
                }
            }
            return false;
        }

        float[] flatMasks() {
            float[] out = new float[images.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = masks.get(i / (size * size))[i % (size * size)] ? 1 : 0;
            }
            return out;
        }
    }

    private static void writeMasks(Pairs pairs, int count, boolean empty, Path folder) throws IOException {
        Files.createDirectories(folder);
        int written = 0;
        for (int i = 0; i < pairs.masks().size() && written < count; i++) {
            if (pairs.shows(i) != empty) {
                Path file = folder.resolve(String.format(Locale.ROOT, "%04d.png", ++written));
                new RegionMask(pairs.size(), pairs.size(), pairs.masks().get(i)).write(file);
            }
        }
    }

    private static void judge(DatasetIndex index, Preprocessing recipe, Path cache, int steps, List<Path> samples)
            throws IOException {
        PrintStream out = System.out;
        Pairs train = Pairs.of(index, Split.TRAIN, recipe, cache);
        try (Segmenter segmenter = new Segmenter(
                recipe.size().side("the mask study"),
                CHANNELS,
                SEED,
                Compute.standard().withThreads(1))) {
            long start = System.nanoTime();
            segmenter.train(train.images(), train.flatMasks(), steps, BATCH, SEED, step -> {
                if (step % SAID_EVERY == 0) {
                    System.err.println("segmenter: step " + step + " of " + steps);
                }
            });
            out.printf(
                    Locale.ROOT,
                    "Segmenter: %d parameters, %d training pairs, %d steps of %d, %.0f s%n",
                    segmenter.network().parameterCount(),
                    train.masks().size(),
                    steps,
                    BATCH,
                    (System.nanoTime() - start) / 1e9);
            out.println("| images | with a region | Dice | found at all | Dice with the next image's mask |"
                    + " region found where none is |");
            out.println("|---|---|---|---|---|---|");
            print("real, held out", segmenter, Pairs.of(index, Split.TEST, recipe, cache));
            for (Path folder : samples) {
                print(folder.getFileName().toString(), segmenter, Pairs.ofSamples(folder));
            }
        }
    }

    private static void print(String name, Segmenter segmenter, Pairs pairs) {
        List<boolean[]> found = segmenter.regions(pairs.images());
        List<Integer> shown = new ArrayList<>();
        int empty = 0;
        int wrong = 0;
        for (int i = 0; i < found.size(); i++) {
            if (pairs.shows(i)) {
                shown.add(i);
            } else {
                empty++;
                wrong += Dice.of(found.get(i), pairs.masks().get(i)) < 1 ? 1 : 0;
            }
        }
        double[] dice = new double[shown.size()];
        double[] chance = new double[shown.size()];
        int[] patients = new int[shown.size()];
        int hits = 0;
        for (int k = 0; k < dice.length; k++) {
            int i = shown.get(k);
            dice[k] = Dice.of(found.get(i), pairs.masks().get(i));
            chance[k] = Dice.of(found.get(i), pairs.masks().get(shown.get((k + 1) % dice.length)));
            patients[k] = pairs.patients()[i];
            hits += dice[k] > 0 ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %d of %d | %s | %d of %d | %s | %s |%n",
                name,
                dice.length,
                found.size(),
                text(dice, patients),
                hits,
                dice.length,
                text(chance, patients),
                empty == 0 ? "-" : wrong + " of " + empty);
    }

    /** Returns the mean with its 95 % interval, patients as units. */
    private static String text(double[] values, int[] patients) {
        if (values.length == 0) {
            return "-";
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        Estimate e = Bootstrap.estimate(mean, new Bootstrap(SEED, "dice", REPLICATES).means(values, patients));
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", e.value(), e.low(), e.high());
    }
}
