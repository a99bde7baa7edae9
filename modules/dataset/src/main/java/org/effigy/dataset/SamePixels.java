package org.effigy.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.effigy.base.Progress;

/**
 * Tells equal pictures from those that only look alike in the part that was read: where the keys of several instances are
 * equal, all of their pixel data is read after all.
 */
final class SamePixels {
    private SamePixels() {}

    /** Returns for each file a text that is equal for equal pixel data, "" for files that cannot be used. */
    static List<String> keys(List<TreeWalk.Found> found, List<Probe> probes) throws IOException {
        List<String> keys = new ArrayList<>(found.size());
        Map<String, Set<String>> instances = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            keys.add("");
            if (probes.get(i) instanceof Probe.Usable usable) {
                ImageFacts.Source source = usable.facts().source();
                keys.set(i, source.pixels().text());
                String uid = source.instanceUid();
                instances
                        .computeIfAbsent(source.pixels().text(), k -> new HashSet<>(2))
                        .add(uid.isEmpty() ? found.get(i).path() : uid);
            }
        }
        List<Integer> unsure = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            // Files of one instance are the same, whatever their pixels are.
            if (!keys.get(i).isEmpty() && instances.get(keys.get(i)).size() > 1 && length(probes.get(i)) > 0) {
                unsure.add(i);
            }
        }
        List<String> checksums =
                Parallel.map(unsure, i -> checksum(found.get(i), (Probe.Usable) probes.get(i)), Progress.none());
        for (int i = 0; i < checksums.size(); i++) {
            keys.set(unsure.get(i), checksums.get(i));
        }
        return keys;
    }

    private static long length(Probe probe) {
        return probe instanceof Probe.Usable usable
                ? usable.facts().source().pixels().length()
                : 0;
    }

    private static String checksum(TreeWalk.Found found, Probe.Usable usable) {
        PixelKey key = usable.facts().source().pixels();
        try {
            return key.text() + " " + ContentKey.checksum(found.file(), key.start(), key.length());
        } catch (IOException e) {
            // Whoever reads it later will find out; here it is like no other.
            return key.text() + " " + found.path();
        }
    }
}
