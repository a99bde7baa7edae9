package org.effigy.dataset.index;

import java.util.List;

/**
 * What an index says of near-duplicates, see {@link org.effigy.dataset.likeness.NearDuplicates}.
 *
 * @param looked images in which they were sought
 * @param groups ids of entries that are alike, each group in ascending order; those of one patient too
 * @param moved ids of the entries that are in another split than without the groups, because an image of their patient is like one
 *     of another patient; the patients of a group go where its first image goes
 * @param scattered groups that join so many patients that the images vary little rather than repeat; nothing was moved for them
 */
public record DuplicateNotes(int looked, List<List<Integer>> groups, List<Integer> moved, int scattered) {
    /** Nothing was looked for. */
    public static final DuplicateNotes NONE = new DuplicateNotes(0, List.of(), List.of(), 0);

    public DuplicateNotes {
        groups = groups.stream().map(List::copyOf).toList();
        moved = List.copyOf(moved);
    }
}
