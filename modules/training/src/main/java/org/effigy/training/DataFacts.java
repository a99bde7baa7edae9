package org.effigy.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.effigy.base.Check;
import org.effigy.dataset.Split;
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
 */
public record DataFacts(
        JsonNode preprocessing,
        List<String> classNames,
        List<Integer> classCounts,
        String fingerprint,
        int realImages,
        int syntheticImages) {
    public DataFacts {
        classNames = List.copyOf(classNames);
        classCounts = List.copyOf(classCounts);
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
                recipe.toJson(), index.classes(), counts, index.fingerprint(), entries.size() - synthetic, synthetic);
    }
}
