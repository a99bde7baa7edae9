package org.effigy.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.dataset.Split;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.LabelValues;

/**
 * What each class needs so that one of them is no longer rare.
 *
 * @param className the class that is to be balanced
 * @param target how many images it shall have, real and synthetic together
 * @param synthetic how many images are made of every class: as many of each, so that who made an image says nothing of its class
 * @param classes by name
 * @param groups by subgroup and class, how many training images there are; empty unless asked for
 * @param values what each value would need for its own question, where images may have several; else empty
 */
record BalancePlan(
        String className,
        int target,
        int synthetic,
        List<OfClass> classes,
        Map<String, Map<String, Integer>> groups,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OfValue> values) {
    /**
     * One value of images that may have several.
     *
     * @param train real images with it to learn from, validation included
     * @param test real images with it for the last judgement
     * @param synthetic how many images with it, and as many without, would be made
     */
    record OfValue(String name, int train, int test, int synthetic) {}

    /**
     * One class.
     *
     * @param train real images to learn from, validation included
     * @param test real images for the last judgement
     */
    record OfClass(String name, int train, int test) {}

    /**
     * How many images the class shall have.
     *
     * @param images 0 where the ratio says it
     * @param ratio to the largest class
     */
    record Wish(int images, double ratio) {
        /** Returns how many images a class shall have beside one of so many. */
        int target(int largest) {
            return images > 0 ? images : (int) Math.ceil(ratio * largest);
        }
    }

    /**
     * Plans.
     *
     * @throws InputException if the class is none of the index's, or has as many images already
     */
    static BalancePlan of(DatasetIndex index, String className, Wish wish, Map<String, Map<String, Integer>> groups) {
        Map<String, Integer> train = counts(index, false);
        Map<String, Integer> test = counts(index, true);
        if (!train.containsKey(className)) {
            throw new InputException("the class '" + className + "' has no training image; classes are "
                    + (train.isEmpty() ? "none" : String.join(", ", train.keySet())));
        }
        if (train.size() < 2) {
            throw new InputException(
                    "the index has training images of 1 class, needed are 2: there is nothing to be rare beside");
        }
        int largest = train.values().stream().mapToInt(n -> n).max().orElse(0);
        int target = wish.target(largest);
        int have = train.get(className);
        if (target <= have) {
            throw new InputException("class " + className + " has " + have + " training images, the target is " + target
                    + "; nothing is to be made: give a larger target, or another class");
        }
        List<OfClass> classes = new ArrayList<>();
        train.forEach((name, n) -> classes.add(new OfClass(name, n, test.getOrDefault(name, 0))));
        return new BalancePlan(className, target, target - have, classes, groups, List.of());
    }

    /** Returns what each value of an index needs whose images may have several. */
    static List<OfValue> valuesOf(DatasetIndex index, Wish wish) {
        List<OfValue> values = new ArrayList<>();
        for (String value : index.classes()) {
            int[] with = new int[2];
            int[] all = new int[2];
            for (IndexEntry entry : index.entries()) {
                int part = entry.split() == Split.TEST ? 1 : 0;
                all[part]++;
                with[part] += LabelValues.of(index, entry).contains(value) ? 1 : 0;
            }
            int largest = Math.max(with[0], all[0] - with[0]);
            int target = wish.target(largest);
            values.add(new OfValue(value, with[0], with[1], Math.max(0, target - with[0])));
        }
        return values;
    }

    /** Returns the plan with what each value needs. */
    BalancePlan withValues(List<OfValue> other) {
        return new BalancePlan(className, target, synthetic, classes, groups, other);
    }

    private static Map<String, Integer> counts(DatasetIndex index, boolean test) {
        return index.entries().stream()
                .filter(entry -> !entry.label().isEmpty() && (entry.split() == Split.TEST) == test)
                .collect(Collectors.toMap(IndexEntry::label, entry -> 1, Integer::sum, TreeMap::new));
    }

    void print(PrintWriter out) {
        TextTable table = new TextTable();
        table.row("class", "training", "test", "target", "to make");
        for (OfClass of : classes) {
            boolean rare = of.name().equals(className);
            table.row(
                    of.name(),
                    String.valueOf(of.train()),
                    String.valueOf(of.test()),
                    rare ? String.valueOf(target) : "",
                    String.valueOf(synthetic));
        }
        table.print(out);
        if (!values.isEmpty()) {
            TextTable all = new TextTable();
            all.row("value", "training", "test", "to make with and without it, by itself");
            values.forEach(of -> all.row(
                    of.name(), String.valueOf(of.train()), String.valueOf(of.test()), String.valueOf(of.synthetic())));
            out.println();
            all.print(out);
        }
        groups.forEach((group, of) -> out.println("training images of " + group + ": "
                + of.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "))));
    }
}
