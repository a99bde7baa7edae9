package org.effigy.dataset.index;

import org.effigy.dataset.screen.ScreenOptions;

/**
 * The options an index was made with, so that it can be made again.
 *
 * @param modality the only modality taken, "" for all
 */
public record IndexSettings(
        String modality,
        boolean allowSynthetic,
        boolean allowBurnedIn,
        SplitPlan split,
        ImageChoice choice,
        ScreenOptions screen) {
    /** The settings of an index that was made before they were recorded: the defaults. */
    static final IndexSettings STANDARD =
            new IndexSettings("", false, false, SplitPlan.STANDARD, ImageChoice.STANDARD, ScreenOptions.STANDARD);

    static IndexSettings of(IndexOptions options) {
        return new IndexSettings(
                options.modality(),
                options.allowSynthetic(),
                options.allowBurnedIn(),
                options.split(),
                options.choice(),
                options.screen());
    }
}
