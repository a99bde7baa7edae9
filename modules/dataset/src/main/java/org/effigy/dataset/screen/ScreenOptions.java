package org.effigy.dataset.screen;

import org.effigy.dataset.BorderUse;
import org.effigy.dicom.burnedin.MaskRules;

/**
 * How an index deals with what is in the pixels besides the patient's inside.
 *
 * @param masks areas to paint over before an image is looked at or used
 * @param text what to do with writing; looked for in all images but tomograms
 * @param borders what to do with the borders of radiographs
 * @param allowHeads use stacks of slices from which a face could be rendered
 * @param duplicates where to look for near-duplicates; missing in indexes of earlier programs, which looked nowhere
 */
public record ScreenOptions(
        MaskRules masks, TextPolicy text, BorderUse borders, boolean allowHeads, DuplicateSearch duplicates) {
    /** No masks, writing painted over, stacks of heads left out, borders kept, near-duplicates sought among radiographs. */
    public static final ScreenOptions STANDARD =
            new ScreenOptions(MaskRules.none(), TextPolicy.MASK, BorderUse.KEEP, false, DuplicateSearch.RADIOGRAPHS);

    public ScreenOptions {
        duplicates = duplicates == null ? DuplicateSearch.NONE : duplicates;
    }

    /** Returns a copy that looks for near-duplicates elsewhere. */
    public ScreenOptions withDuplicates(DuplicateSearch search) {
        return new ScreenOptions(masks, text, borders, allowHeads, search);
    }

    /** Returns a copy with masks. */
    public ScreenOptions withMasks(MaskRules rules) {
        return new ScreenOptions(rules, text, borders, allowHeads, duplicates);
    }

    /** Returns a copy that deals with writing in this way. */
    public ScreenOptions withText(TextPolicy policy) {
        return new ScreenOptions(masks, policy, borders, allowHeads, duplicates);
    }

    /** Returns a copy that deals with borders in this way. */
    public ScreenOptions withBorders(BorderUse use) {
        return new ScreenOptions(masks, text, use, allowHeads, duplicates);
    }

    /** Returns a copy that uses heads or leaves them out. */
    public ScreenOptions withHeads(boolean allow) {
        return new ScreenOptions(masks, text, borders, allow, duplicates);
    }
}
