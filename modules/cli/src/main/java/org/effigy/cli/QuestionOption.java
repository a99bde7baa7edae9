package org.effigy.cli;

import java.util.Map;
import org.effigy.base.InputException;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.LabelValues;
import picocli.CommandLine.Option;

/** Which value is asked for, where images have several: each image is of the class of the value, or not. */
final class QuestionOption {
    @Option(
            names = "--class",
            order = 11,
            paramLabel = "C",
            description =
                    "Two classes, C and not C: what is asked where an image may have several values ('effigy index"
                            + " --multi-label'), or one class against the rest.")
    private String className = "";

    /** Returns the index of the question; the index itself where nothing is asked and each image has one value. */
    DatasetIndex of(DatasetIndex index) {
        if (!className.isEmpty()) {
            return LabelValues.question(index, className);
        }
        requireOneValue(index);
        return index;
    }

    /** Returns the index of the question, without labels where nothing is asked and images have several values. */
    DatasetIndex orUnlabelled(DatasetIndex index) {
        return className.isEmpty() && LabelValues.several(index) ? LabelValues.unlabelled(index) : of(index);
    }

    /** Adds the question to what an evaluation was asked, where there is one. */
    void record(Map<String, String> settings) {
        if (isAsked()) {
            settings.put("class", className);
        }
    }

    /** Returns whether a value is asked for. */
    boolean isAsked() {
        return !className.isEmpty();
    }

    /**
     * Refuses an index whose images may have several values.
     *
     * @throws InputException if it is one
     */
    static void requireOneValue(DatasetIndex index) {
        if (LabelValues.several(index)) {
            throw new InputException("images of the index may have several values each ("
                    + String.join(", ", index.classes())
                    + "), and a model learns one question: name a value with --class, or leave the labels out");
        }
    }
}
