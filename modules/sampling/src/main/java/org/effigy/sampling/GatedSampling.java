package org.effigy.sampling;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.gate.Gate;
import org.effigy.gate.Reason;
import org.effigy.sampling.GateLog.Rejection;

/**
 * Samples images of which each passes the release gate. Where one does not, the next attempt of its index is made, from a seed of
 * its own. An image is a duplicate if it is one of a released image of a lower index, so images are decided on in the order of their
 * index, and neither the batch nor an interruption changes the set.
 */
final class GatedSampling {
    /** So many images of one index are refused before the work ends. */
    static final int MOST_ATTEMPTS = 32;
    /** So many images are refused in a row, of whatever index, before the work ends. */
    private static final int MOST_IN_A_ROW = 128;

    private final ImageSampler sampler;
    private final SampleRequest request;
    private final Gate gate;
    private final ExportChecks checks;
    private final FolderWriter writer;
    private final Gate.Released released = new Gate.Released();
    private final TreeMap<Integer, SampledImage> waiting = new TreeMap<>();
    private final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
    private int inARow;
    private Progress bar = Progress.none();
    private long written;

    GatedSampling(ImageSampler sampler, SampleRequest request, Gate gate, ExportChecks checks, FolderWriter writer) {
        this.sampler = sampler;
        this.request = request;
        this.gate = gate;
        this.checks = checks;
        this.writer = writer;
        writer.descriptors().forEach(released::add);
    }

    /**
     * Samples images and writes them, until told to stop between batches.
     *
     * @param missing indices to make, ascending
     * @param least what a file can tell apart
     * @throws InputException if the model has collapsed, or too many images of one index are refused
     */
    void run(int[] missing, float least, Progress progress, BooleanSupplier stop) throws IOException {
        bar = progress;
        CollapseGuard guard = new CollapseGuard(image -> waiting.put(image.index(), image), least);
        int batch = sampler.batch(request);
        int next = 0;
        for (int from = 0; from < missing.length && !stop.getAsBoolean(); from += batch) {
            int[] part = Arrays.copyOfRange(missing, from, Math.min(missing.length, from + batch));
            for (SampledImage image : sampler.draw(request, part, new int[part.length], bar)) {
                if (isFinite(image)) {
                    guard.accept(image);
                } else {
                    waiting.put(image.index(), image);
                }
            }
            next += decide(inOrder(missing, next));
        }
        guard.finish();
        decide(inOrder(missing, next));
    }

    private static boolean isFinite(SampledImage image) {
        for (float value : image.scaled()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the waiting images from a place of the order on, as far as none between them is missing. */
    private List<SampledImage> inOrder(int[] order, int from) {
        List<SampledImage> images = new ArrayList<>();
        for (int i = from; i < order.length && waiting.containsKey(order[i]); i++) {
            images.add(waiting.remove(order[i]));
        }
        return images;
    }

    /** An image, how many of its index came before, and what was found in it. */
    private record Candidate(SampledImage image, int attempt, Gate.Looked looked, Optional<Reason> reason) {}

    /** Decides on images in the order of their index and writes those, or what comes in their place; returns how many. */
    private int decide(List<SampledImage> images) throws IOException {
        List<Candidate> passed =
                passing(images.stream().map(image -> look(image, 0)).toList());
        for (Candidate first : passed) {
            Candidate candidate = first;
            while (candidate.looked().duplicates(released, candidate.image().index())) {
                candidate =
                        passing(List.of(refusedAs(candidate, Reason.DUPLICATE))).get(0);
            }
            String descriptor = candidate.looked().finding().descriptor();
            released.add(candidate.image().index(), descriptor);
            writer.write(candidate.image(), candidate.attempt(), descriptor);
            inARow = 0;
            bar.done(++written);
        }
        return passed.size();
    }

    private static Candidate refusedAs(Candidate candidate, Reason reason) {
        return new Candidate(candidate.image(), candidate.attempt(), candidate.looked(), Optional.of(reason));
    }

    /** Returns candidates that pass by themselves: those that do, and the next attempts of those that do not. */
    private List<Candidate> passing(List<Candidate> candidates) {
        List<Candidate> current = new ArrayList<>(candidates);
        while (true) {
            int[] places = IntStream.range(0, current.size())
                    .filter(i -> current.get(i).reason().isPresent())
                    .toArray();
            if (places.length == 0) {
                return current;
            }
            Arrays.stream(places).forEach(i -> refuse(current.get(i)));
            if (places.length < current.size()) {
                inARow = 0;
            }
            List<SampledImage> images = sampler.draw(
                    request,
                    Arrays.stream(places)
                            .map(i -> current.get(i).image().index())
                            .toArray(),
                    Arrays.stream(places).map(i -> current.get(i).attempt() + 1).toArray(),
                    bar);
            for (int i = 0; i < places.length; i++) {
                current.set(
                        places[i], look(images.get(i), current.get(places[i]).attempt() + 1));
            }
        }
    }

    private Candidate look(SampledImage image, int attempt) {
        Gate.Looked looked = gate.look(image.scaled());
        Optional<Reason> reason = looked.finding().reason();
        if (reason.isEmpty() && checks.withholds(image, sampler.preprocessing())) {
            reason = Optional.of(Reason.WRITING);
        }
        return new Candidate(image, attempt, looked, reason);
    }

    private void refuse(Candidate candidate) {
        Reason reason = candidate.reason().orElseThrow();
        SampledImage image = candidate.image();
        writer.reject(new Rejection(image.index(), candidate.attempt(), String.valueOf(image.seed()), reason));
        refused.merge(reason, 1, Integer::sum);
        inARow++;
        if (candidate.attempt() + 1 >= MOST_ATTEMPTS) {
            throw hopeless("image " + image.index() + ": the release gate refused " + MOST_ATTEMPTS + " attempts");
        }
        if (inARow >= MOST_IN_A_ROW) {
            throw hopeless("the release gate refused " + MOST_IN_A_ROW + " images in a row");
        }
    }

    private InputException hopeless(String what) {
        String counts = refused.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey().words())
                .collect(Collectors.joining(", "));
        int copies = refused.getOrDefault(Reason.NEAR_COPY, 0) + refused.getOrDefault(Reason.DUPLICATE, 0);
        int all = refused.values().stream().mapToInt(Integer::intValue).sum();
        String advice = 2 * copies >= all
                ? "the model gives mostly copies: use an earlier checkpoint, or train on more images or for fewer steps"
                : "the model makes few images like its training images: train it longer or use another checkpoint";
        return new InputException(
                what + " (" + counts + " in all); " + advice + "; or switch the gate off, which every file then says");
    }
}
