package org.effigy.report.document;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a document.
 *
 * @param id by which links find it
 * @param title its heading
 */
public record Section(String id, String title, List<Block> blocks) {
    public Section {
        blocks = List.copyOf(blocks);
    }

    /** Returns a section of blocks; those that are not there are left out. */
    @SafeVarargs
    public static Section of(String id, String title, List<? extends Block>... blocks) {
        List<Block> all = new ArrayList<>();
        for (List<? extends Block> some : blocks) {
            all.addAll(some);
        }
        return new Section(id, title, all);
    }
}
