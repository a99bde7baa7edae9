package org.effigy.evaluation.utility;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.effigy.base.Seeds;

/**
 * What an arm trains on.
 *
 * @param items rows of the real cases, then (from their number on) of the synthetic ones; a row may occur several times
 * @param weights of each class in the loss; empty where all images count alike
 * @param augmented whether each visit changes an image a little
 */
@SuppressWarnings("ArrayRecordComponent")
record Pool(int[] items, float[] weights, boolean augmented) {
    /**
     * Draws the pools of one seed.
     *
     * @param real what is there to train on
     * @param synthetic the images that are judged
     * @param classes how many there are
     * @param seed of this round
     */
    record Draw(Cases real, Cases synthetic, int classes, long seed) {
        /** Returns the rows of a class's real images, only those of the patients that are kept where it is rare. */
        private List<Integer> kept(int label, int rare, int patients) {
            List<Integer> rows = rows(real, label);
            if (label != rare) {
                return rows;
            }
            List<Integer> all = new ArrayList<>(rows.stream()
                    .map(row -> real.patients()[row])
                    .distinct()
                    .sorted()
                    .toList());
            Collections.shuffle(all, Seeds.of(seed, "rare", label));
            Set<Integer> chosen = new HashSet<>(all.subList(0, Math.min(patients, all.size())));
            return rows.stream()
                    .filter(row -> chosen.contains(real.patients()[row]))
                    .toList();
        }

        private List<List<Integer>> realRows(List<String> names, Optional<UtilitySettings.Rare> rare) {
            int label = rare.map(r -> names.indexOf(r.className())).orElse(-1);
            int patients = rare.map(UtilitySettings.Rare::patients).orElse(0);
            List<List<Integer>> rows = new ArrayList<>();
            for (int c = 0; c < classes; c++) {
                rows.add(kept(c, label, patients));
            }
            return rows;
        }

        /**
         * Returns a pool in which every class has as many items as the largest has real images and, of these, synthetic ones the
         * same part in every class, so that who made an image says nothing of its class. Images are repeated as needed, none a
         * second time before all others came; a class without synthetic images is filled with real ones.
         *
         * @param share of synthetic images, 0 to 1
         * @param augmented whether each visit changes an image a little
         */
        Pool balanced(double share, boolean augmented, List<String> names, Optional<UtilitySettings.Rare> rare) {
            List<List<Integer>> realRows = realRows(names, rare);
            int each = realRows.stream().mapToInt(List::size).max().orElse(0);
            List<Integer> items = new ArrayList<>();
            for (int c = 0; c < classes; c++) {
                List<Integer> ofSynthetic = rows(synthetic, c).stream()
                        .map(row -> real.size() + row)
                        .toList();
                int made = ofSynthetic.isEmpty() ? 0 : (int) Math.round(share * each);
                Random random = Seeds.of(seed, "balanced pool", c);
                items.addAll(drawn(realRows.get(c), each - made, random));
                items.addAll(drawn(ofSynthetic, made, random));
            }
            return new Pool(items.stream().mapToInt(i -> i).toArray(), new float[0], augmented);
        }

        /** Returns the pool of an arm. */
        Pool of(Arm arm, List<String> names, UtilitySettings settings) {
            if (arm.isMixed() && settings.share().isPresent()) {
                return balanced(settings.share().get(), arm.isAugmented(), names, settings.rare());
            }
            List<List<Integer>> realRows = realRows(names, settings.rare());
            List<Integer> items = new ArrayList<>();
            for (int c = 0; c < classes; c++) {
                List<Integer> ofReal = realRows.get(c);
                List<Integer> ofSynthetic = rows(synthetic, c).stream()
                        .map(row -> real.size() + row)
                        .toList();
                Random random = Seeds.of(seed, "pool", c);
                switch (arm) {
                    case REAL, WEIGHTED -> items.addAll(ofReal);
                    case DUPLICATES, AUGMENTED -> {
                        items.addAll(ofReal);
                        items.addAll(drawn(ofReal, ofSynthetic.size(), random));
                    }
                    case SYNTHETIC -> items.addAll(drawn(ofSynthetic, ofReal.size(), random));
                    case BOTH, BOTH_AUGMENTED -> {
                        items.addAll(ofReal);
                        items.addAll(ofSynthetic);
                    }
                }
            }
            float[] weights = arm == Arm.WEIGHTED ? weights(realRows) : new float[0];
            return new Pool(items.stream().mapToInt(i -> i).toArray(), weights, arm.isAugmented());
        }

        /** Returns n / (classes n_c), so that every class counts alike and the mean over images is 1. */
        private float[] weights(List<List<Integer>> realRows) {
            double all = realRows.stream().mapToInt(List::size).sum();
            float[] weights = new float[classes];
            for (int c = 0; c < classes; c++) {
                int n = realRows.get(c).size();
                weights[c] = n == 0 ? 0 : (float) (all / classes / n);
            }
            return weights;
        }
    }

    /** Returns the rows of a class, ascending. */
    private static List<Integer> rows(Cases cases, int label) {
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            if (cases.labels()[i] == label) {
                rows.add(i);
            }
        }
        return rows;
    }

    /** Returns so many rows in a random order, none a second time before all others came. */
    private static List<Integer> drawn(List<Integer> rows, int count, Random random) {
        List<Integer> drawn = new ArrayList<>();
        while (drawn.size() < count && !rows.isEmpty()) {
            List<Integer> round = new ArrayList<>(rows);
            Collections.shuffle(round, random);
            drawn.addAll(round.subList(0, Math.min(round.size(), count - drawn.size())));
        }
        return drawn;
    }
}
