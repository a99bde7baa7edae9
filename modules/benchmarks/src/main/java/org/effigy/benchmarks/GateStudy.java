package org.effigy.benchmarks;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.gate.Gate;
import org.effigy.gate.GateBuilder;
import org.effigy.gate.PlantedCopies;
import org.effigy.gate.RealImages;
import org.effigy.gate.Reason;
import org.effigy.gate.Reconstruction;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.sampling.ImageSampler;
import org.effigy.sampling.SampleRequest;
import org.effigy.sampling.SampledImage;

/**
 * Judges the release gate on a model that was trained on few images for long: {@code GateStudy RUN INDEX OUT [SAMPLES]}; with a
 * size in pixels in place of RUN and without the rest, on planted copies and held-out patients alone. The gate is
 * calibrated on one half of the held-out patients and tried on the other. Which samples are copies is decided apart from it, see {@link
 * RawSearch}. Writes pairs.png to OUT: samples, and below each the training image that the raw search finds nearest.
 */
public final class GateStudy {
    private static final int PAIRS = 24;
    private static final int PLANTED = 25;
    private static final long[] SEEDS = {1, 2, 3};

    private final PrintStream out = System.out;
    private final int side;
    private final RealImages train;
    private final RealImages calibrating;
    private final RealImages tried;

    private GateStudy(int side, RealImages train, RealImages calibrating, RealImages tried) {
        this.side = side;
        this.train = train;
        this.calibrating = calibrating;
        this.tried = tried;
    }

    /** Runs the study. */
    public static void main(String[] arguments) throws IOException {
        DatasetIndex index = DatasetIndex.read(Path.of(arguments[1]));
        if (arguments[0].matches("\\d+")) {
            withoutModel(index, Integer.parseInt(arguments[0]), CacheOptions.in(Path.of(arguments[1] + ".cache")));
            return;
        }
        int samples = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 200;
        try (ImageSampler sampler = ImageSampler.open(Path.of(arguments[0]), Compute.standard())) {
            Preprocessing recipe = sampler.preprocessing();
            CacheOptions cache = CacheOptions.in(Path.of(arguments[1] + ".cache"));
            RealImages train = images(index, Split.TRAIN, recipe, cache);
            GateStudy study = halved(sampler.size().side("the study"), train, images(index, Split.TEST, recipe, cache));
            SamplerSettings settings = Family.of(sampler.config().model())
                    .sampler(
                            sampler.config().model(),
                            new SamplerSettings.Wish(
                                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
            study.out.println("model: step " + sampler.config().step() + ", " + train.size() + " training images, "
                    + sampler.size() + " pixels");
            List<float[]> made = sampler.sample(SampleRequest.of(1, samples, settings)).stream()
                    .map(SampledImage::scaled)
                    .toList();
            study.run(made, Path.of(arguments[2]));
        }
    }

    private static void withoutModel(DatasetIndex index, int size, CacheOptions cache) throws IOException {
        Preprocessing recipe = Preprocessing.forIndex(index, size);
        RealImages train = images(index, Split.TRAIN, recipe, cache);
        GateStudy study = halved(size, train, images(index, Split.TEST, recipe, cache));
        study.out.println(train.size() + " training images, " + size + " pixels");
        for (long seed : SEEDS) {
            study.judged(study.gate(seed), seed, List.of(), List.of());
        }
    }

    private static GateStudy halved(int side, RealImages train, RealImages heldOut) {
        List<String> patients = IntStream.range(0, heldOut.size())
                .mapToObj(heldOut::patient)
                .distinct()
                .sorted()
                .toList();
        return new GateStudy(side, train, half(heldOut, patients, 0), half(heldOut, patients, 1));
    }

    private Gate gate(long seed) {
        return Gate.of(GateBuilder.build(train, calibrating, side, seed, "study"));
    }

    private static RealImages images(DatasetIndex index, Split split, Preprocessing recipe, CacheOptions cache)
            throws IOException {
        Map<Integer, String> patients =
                index.entries().stream().collect(Collectors.toMap(IndexEntry::id, IndexEntry::patientKey));
        List<float[]> images = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        try (ImageDataset dataset = ImageDataset.open(index, split, recipe, cache)) {
            for (int i = 0; i < dataset.size(); i++) {
                float[] image = new float[dataset.imageLength()];
                dataset.read(i, image, 0);
                images.add(image);
                ids.add(dataset.id(i));
            }
        }
        return new Listed(images, ids, ids.stream().map(patients::get).toList());
    }

    private static RealImages half(RealImages all, List<String> patients, int parity) {
        List<Integer> chosen = IntStream.range(0, all.size())
                .filter(i -> patients.indexOf(all.patient(i)) % 2 == parity)
                .boxed()
                .toList();
        return new Listed(
                chosen.stream().map(all::image).toList(),
                chosen.stream().map(all::id).toList(),
                chosen.stream().map(all::patient).toList());
    }

    /** Images in memory. */
    private record Listed(List<float[]> images, List<Integer> ids, List<String> patients) implements RealImages {
        @Override
        public int size() {
            return images.size();
        }

        @Override
        public float[] image(int i) {
            return images.get(i);
        }

        @Override
        public int id(int i) {
            return ids.get(i);
        }

        @Override
        public String patient(int i) {
            return patients.get(i);
        }
    }

    private void run(List<float[]> samples, Path folder) throws IOException {
        RawSearch raw = new RawSearch(train, side);
        RawSearch.Match[] truth = samples.stream().parallel().map(raw::nearest).toArray(RawSearch.Match[]::new);
        double highest = IntStream.range(0, calibrating.size())
                .parallel()
                .mapToDouble(i -> raw.nearest(calibrating.image(i)).correlation())
                .max()
                .orElse(1);
        boolean[] byHeldOut = new boolean[truth.length];
        boolean[] byRatio = new boolean[truth.length];
        for (int i = 0; i < truth.length; i++) {
            byHeldOut[i] = truth[i].correlation() > highest;
            byRatio[i] = truth[i].ratio() < 1.0 / 3;
        }
        out.printf(
                "raw search: %d of %d samples correlate by more than %.4f, the highest of %d held-out images, with a"
                        + " training image; %d have d1/d2 < 1/3%n",
                count(byHeldOut), truth.length, highest, calibrating.size(), count(byRatio));
        List<boolean[]> refused = new ArrayList<>();
        for (long seed : SEEDS) {
            refused.add(judged(gate(seed), seed, samples, List.of(byHeldOut, byRatio)));
        }
        long same = IntStream.range(0, samples.size())
                .filter(i -> refused.stream().map(r -> r[i]).distinct().count() == 1)
                .count();
        out.printf("agreement: %d of %d samples are judged alike by the three seeds%n", same, samples.size());
        leak();
        sheet(samples, truth, folder);
    }

    private boolean[] judged(Gate gate, long seed, List<float[]> samples, List<boolean[]> truths) {
        List<Optional<Reason>> reasons = samples.stream()
                .parallel()
                .map(image -> gate.look(image).finding().reason())
                .toList();
        boolean[] copy = new boolean[reasons.size()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = reasons.get(i).equals(Optional.of(Reason.NEAR_COPY));
        }
        out.printf("seed %d: %s%n", seed, gate.file().calibration());
        out.printf(
                "  samples refused: %d as near copies, %d as unlike anything real%n",
                count(copy),
                reasons.stream()
                        .filter(Optional.of(Reason.UNLIKE_ANYTHING_REAL)::equals)
                        .count());
        String[] names = {"nearer than held-out images", "d1/d2 < 1/3"};
        for (int t = 0; t < truths.size(); t++) {
            boolean[] truth = truths.get(t);
            long found = IntStream.range(0, copy.length)
                    .filter(i -> truth[i] && copy[i])
                    .count();
            long wrong = IntStream.range(0, copy.length)
                    .filter(i -> !truth[i] && copy[i])
                    .count();
            out.printf(
                    "  of the %d copies by '%s' %d found; of the %d others %d refused as copies%n",
                    count(truth), names[t], found, copy.length - count(truth), wrong);
        }
        heldOut(gate);
        planted(gate);
        return copy;
    }

    private void heldOut(Gate gate) {
        Map<String, Boolean> accused = new TreeMap<>();
        int[] unlike = new int[1];
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long start = clock.getCurrentThreadCpuTime();
        for (int i = 0; i < tried.size(); i++) {
            Optional<Reason> reason = gate.look(tried.image(i)).finding().reason();
            accused.merge(tried.patient(i), reason.equals(Optional.of(Reason.NEAR_COPY)), Boolean::logicalOr);
            unlike[0] += reason.equals(Optional.of(Reason.UNLIKE_ANYTHING_REAL)) ? 1 : 0;
        }
        double millis = (clock.getCurrentThreadCpuTime() - start) / 1e6 / tried.size();
        out.printf("  a look took %.1f ms of processor time%n", millis);
        out.printf(
                "  other half of the held-out patients: %d of %d accused; %d of %d images unlike anything real%n",
                accused.values().stream().filter(yes -> yes).count(), accused.size(), unlike[0], tried.size());
    }

    private void planted(Gate gate) {
        Map<String, Integer> found = new TreeMap<>();
        int count = Math.min(PLANTED, train.size());
        for (int i = 0; i < count; i++) {
            int row = i * train.size() / count;
            PlantedCopies.of(train.image(row), side, row)
                    .forEach((kind, copy) -> found.merge(
                            kind,
                            gate.look(copy).finding().reason().equals(Optional.of(Reason.NEAR_COPY)) ? 1 : 0,
                            Integer::sum));
        }
        out.println("  planted copies found, of " + count + " each: " + found);
    }

    private void leak() {
        Reconstruction reconstruction = new Reconstruction(SEEDS[0], side);
        double[] alone = reconstruction.correlationsOfSignsAlone(train);
        double[] helped = reconstruction.correlations(calibrating, train);
        Arrays.sort(alone);
        Arrays.sort(helped);
        out.printf(
                "reconstruction of training contents at 32 x 32 from descriptors: median correlation %.2f by the record"
                        + " alone, %.2f (highest %.2f) with %d images of the same kind%n",
                alone[alone.length / 2], helped[helped.length / 2], helped[helped.length - 1], calibrating.size());
    }

    private void sheet(List<float[]> samples, RawSearch.Match[] truth, Path folder) throws IOException {
        int[] nearest = IntStream.range(0, truth.length)
                .boxed()
                .sorted((a, b) -> Double.compare(truth[b].correlation(), truth[a].correlation()))
                .limit(PAIRS)
                .mapToInt(i -> i)
                .toArray();
        BufferedImage sheet = new BufferedImage(side * nearest.length, 2 * side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < nearest.length; i++) {
            draw(sheet, i * side, 0, samples.get(nearest[i]));
            draw(sheet, i * side, side, train.image(truth[nearest[i]].at()));
        }
        java.nio.file.Files.createDirectories(folder);
        ImageIO.write(sheet, "png", folder.resolve("pairs.png").toFile());
    }

    private void draw(BufferedImage sheet, int left, int top, float[] image) {
        for (int i = 0; i < image.length; i++) {
            float shown = Math.max(-1, Math.min(1, image[i]));
            sheet.getRaster().setSample(left + i % side, top + i / side, 0, Math.round((shown + 1) * 127.5f));
        }
    }

    private static long count(boolean[] values) {
        return IntStream.range(0, values.length).filter(i -> values[i]).count();
    }
}
