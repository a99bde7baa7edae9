package org.effigy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.dataset.index.IndexEntry;

/** What a generation of models learns from. */
enum CollapseRegime {
    /** From the images of the generation before alone (Shumailov et al. 2024). */
    REPLACE,
    /** From the real images and those of all generations before (Gerstgrasser et al. 2024). */
    ACCUMULATE,
    /** From as many images as the first one, half of them real, half of the generation before. */
    MIX;

    /** One image, and the root of the index that it is of. */
    record Source(java.nio.file.Path root, IndexEntry entry) {}

    /**
     * Returns what a generation learns from.
     *
     * @param real the images of the first generation
     * @param made the images of each generation before, the first one's first
     */
    List<Source> of(List<Source> real, List<List<Source>> made) {
        List<Source> last = made.get(made.size() - 1);
        List<Source> out = new ArrayList<>();
        switch (this) {
            case REPLACE -> out.addAll(last);
            case ACCUMULATE -> {
                out.addAll(real);
                made.forEach(out::addAll);
            }
            case MIX -> {
                int half = (real.size() + 1) / 2;
                out.addAll(real.subList(0, half));
                out.addAll(last.subList(0, Math.min(last.size(), real.size() - half)));
            }
        }
        return out;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
