package org.effigy.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.dataset.Split;
import org.effigy.dataset.SyntheticOf;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;

/**
 * What a run and its checkpoints record of the data, without a single name or path of it.
 *
 * @param preprocessing the recipe by which images became network input
 * @param classNames in label order, empty without classes
 * @param classCounts training images per class, in the same order
 * @param fingerprint of the index
 * @param realImages training images that are not marked synthetic
 * @param syntheticImages training images that are marked synthetic; a model that learns from them inherits their errors
 * @param synthetic those that models made; empty where there are none, or all are simulated
 * @param shownCounts of a run with masks and classes: training images per class whose mask shows a region; else empty
 */
public record DataFacts(
        JsonNode preprocessing,
        List<String> classNames,
        List<Integer> classCounts,
        String fingerprint,
        int realImages,
        int syntheticImages,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<SyntheticInput> synthetic,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> shownCounts) {
    /**
     * The images of models among those that are learnt from; simulations are not among them.
     *
     * @param images how many they are
     * @param generation the highest among them: 1 for images of a model that learnt from real ones alone, or that say nothing of it
     * @param models SHA-256 of the models that they name
     */
    public record SyntheticInput(int images, int generation, List<String> models) {
        public SyntheticInput {
            models = List.copyOf(models);
        }
    }

    /** Facts of a run without masks. */
    public DataFacts(
            JsonNode preprocessing,
            List<String> classNames,
            List<Integer> classCounts,
            String fingerprint,
            int realImages,
            int syntheticImages,
            Optional<SyntheticInput> synthetic) {
        this(preprocessing, classNames, classCounts, fingerprint, realImages, syntheticImages, synthetic, List.of());
    }

    /** Facts of images of which, if they are synthetic, no more is known. */
    public DataFacts(
            JsonNode preprocessing,
            List<String> classNames,
            List<Integer> classCounts,
            String fingerprint,
            int realImages,
            int syntheticImages) {
        this(
                preprocessing,
                classNames,
                classCounts,
                fingerprint,
                realImages,
                syntheticImages,
                syntheticImages == 0
                        ? Optional.empty()
                        : Optional.of(new SyntheticInput(syntheticImages, 1, List.of())),
                List.of());
    }

    /** Returns the same facts with the images per class whose masks show a region. */
    public DataFacts withShown(List<Integer> counts) {
        return new DataFacts(
                preprocessing, classNames, classCounts, fingerprint, realImages, syntheticImages, synthetic, counts);
    }

    public DataFacts {
        synthetic = Objects.requireNonNullElse(synthetic, Optional.empty());
        classNames = List.copyOf(classNames);
        classCounts = List.copyOf(classCounts);
        shownCounts = List.copyOf(Objects.requireNonNullElse(shownCounts, List.of()));
        Check.sameLength("classCounts", classCounts.size(), classNames.size());
    }

    /** Returns the facts of one split of an index. */
    public static DataFacts of(DatasetIndex index, Split split, Preprocessing recipe) {
        List<IndexEntry> entries = index.entries(split);
        List<Integer> counts = new ArrayList<>();
        for (String name : index.classes()) {
            counts.add(
                    (int) entries.stream().filter(e -> e.label().equals(name)).count());
        }
        int synthetic = (int) entries.stream().filter(IndexEntry::synthetic).count();
        return new DataFacts(
                recipe.toJson(),
                index.classes(),
                counts,
                index.fingerprint(),
                entries.size() - synthetic,
                synthetic,
                ofModels(entries),
                List.of());
    }

    private static Optional<SyntheticInput> ofModels(List<IndexEntry> entries) {
        List<SyntheticOf> origins = entries.stream()
                .filter(IndexEntry::madeByModel)
                .map(entry -> entry.origin().orElse(SyntheticOf.UNKNOWN))
                .toList();
        List<String> models = origins.stream()
                .map(SyntheticOf::model)
                .filter(model -> !model.isEmpty())
                .distinct()
                .sorted()
                .toList();
        return origins.stream()
                .mapToInt(SyntheticOf::generation)
                .boxed()
                .max(Integer::compare)
                .map(generation -> new SyntheticInput(origins.size(), generation, models));
    }
}
