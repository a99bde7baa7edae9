package org.effigy.evaluation.privacy;

import java.util.Map;
import java.util.TreeMap;
import org.effigy.base.Progress;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.statistics.Rows;
import org.effigy.gate.CopySearch;
import org.effigy.gate.PlantedCopies;

/** Distances to training images in pixels, after the best small shift, mirror image, rotation, zoom, intensity fit and blur. */
final class PixelDistances implements Distances {
    private static final int PLANTED = 25;

    private final ImageSets sets;
    private final int threads;
    private final Progress.Factory progress;
    private final CopySearch search;
    private String[] fits = {};

    PixelDistances(ImageSets sets, int threads, Progress.Factory progress) {
        this.sets = sets;
        this.threads = threads;
        this.progress = progress;
        search = new CopySearch(
                sets.train().size(), sets.train()::scaled, sets.train().side());
    }

    @Override
    public Nearest synthetic() {
        String[] words = new String[sets.synthetic().size()];
        Nearest nearest = nearest(sets.synthetic(), words);
        fits = words;
        return nearest;
    }

    /** Returns how each synthetic image lies over its nearest training image, in words. */
    String fit(int row) {
        return fits[row];
    }

    @Override
    public Nearest holdout() {
        return nearest(sets.holdout(), new String[sets.holdout().size()]);
    }

    private Nearest nearest(ImageSet set, String[] words) {
        int n = set.size();
        Nearest all = new Nearest(new int[n], new double[n], new double[n]);
        try (Progress bar = progress.start("near copies, " + set.role(), "images", n)) {
            Counter counter = new Counter(bar);
            Rows.compute(threads, n, i -> {
                CopySearch.Match match = search.nearest(set.scaled(i));
                all.at()[i] = match.image();
                all.first()[i] = match.distance();
                all.second()[i] = match.second();
                words[i] = match.placement().text();
                counter.one();
            });
        }
        return all;
    }

    /** Counts what several threads do. */
    private static final class Counter {
        private final Progress bar;
        private long done;

        Counter(Progress bar) {
            this.bar = bar;
        }

        synchronized void one() {
            bar.done(++done);
        }
    }

    @Override
    public double[] amongTrain(int[] rows) {
        double[] out = new double[rows.length];
        Rows.compute(threads, rows.length, i -> {
            float[] image = sets.train().scaled(rows[i]);
            out[i] = search.nearestExcept(image, new int[] {rows[i]}).distance();
        });
        return out;
    }

    /** Returns of how many planted copies of each kind, of how many, the original is found below a threshold. */
    Map<String, int[]> planted(CopyThreshold threshold, long seed) {
        int n = sets.train().size();
        int count = Math.min(PLANTED, n);
        Map<String, int[]> found = new TreeMap<>();
        Rows.compute(threads, count, i -> {
            int row = (int) ((long) i * n / count);
            float[] image = sets.train().scaled(row);
            PlantedCopies.of(image, sets.train().side(), seed + row).forEach((kind, copy) -> {
                CopySearch.Match match = search.nearest(copy);
                boolean hit = threshold.isCopy(match.distance()) || match.image() == row && match.distance() < 1e-6;
                synchronized (found) {
                    int[] counts = found.computeIfAbsent(kind, key -> new int[2]);
                    counts[0] += hit ? 1 : 0;
                    counts[1]++;
                }
            });
        });
        return found;
    }
}
