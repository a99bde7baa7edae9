package org.effigy.dataset.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dataset.screen.ScreenOptions;

/**
 * The options an index was made with, so that it can be made again.
 *
 * @param modality the only modality taken, "" for all
 * @param labelSeparator what stands between the values of a label that may have several; "" where each is one value
 */
public record IndexSettings(
        String modality,
        boolean allowSynthetic,
        boolean allowBurnedIn,
        SplitPlan split,
        ImageChoice choice,
        ScreenOptions screen,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String labelSeparator) {
    public IndexSettings {
        labelSeparator = Objects.requireNonNullElse(labelSeparator, "");
    }

    /** The settings of an index that was made before they were recorded: the defaults. */
    static final IndexSettings STANDARD =
            new IndexSettings("", false, false, SplitPlan.STANDARD, ImageChoice.STANDARD, ScreenOptions.STANDARD, "");

    static IndexSettings of(IndexOptions options) {
        return new IndexSettings(
                options.modality(),
                options.allowSynthetic(),
                options.allowBurnedIn(),
                options.split(),
                options.choice(),
                options.screen(),
                options.labels() instanceof LabelSource.Csv csv ? csv.columns().valueSeparator() : "");
    }

    /** Returns the settings with labels of one value, or of several. */
    IndexSettings withLabelSeparator(String other) {
        return new IndexSettings(modality, allowSynthetic, allowBurnedIn, split, choice, screen, other);
    }
}
