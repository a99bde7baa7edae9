package org.effigy.dataset.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.effigy.base.Progress;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.Parallel;
import org.effigy.dataset.PixelKey;
import org.effigy.dataset.probe.ContentKey;

/**
 * Tells equal pictures from those that only look alike in the part that was read: where the keys of several instances are
 * equal, all of their pixel data is read after all.
 */
final class SamePixels {
    private SamePixels() {}

    /** Returns the files with keys that are equal for equal pixel data alone. */
    static List<Candidate> settle(List<Candidate> files) throws IOException {
        Map<String, Set<String>> instances = new HashMap<>();
        for (Candidate file : files) {
            if (file.isUsable()) {
                String uid = file.facts().source().instanceUid();
                instances
                        .computeIfAbsent(file.facts().source().pixels().text(), k -> new HashSet<>(2))
                        .add(uid.isEmpty() ? file.file().path() : uid);
            }
        }
        List<Integer> unsure = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            PixelKey key = files.get(i).facts().source().pixels();
            // Files of one instance are the same, whatever their pixels are.
            if (files.get(i).isUsable() && instances.get(key.text()).size() > 1 && key.length() > 0) {
                unsure.add(i);
            }
        }
        List<String> keys = Parallel.map(unsure, i -> wholeKey(files.get(i)), Progress.none());
        List<Candidate> out = new ArrayList<>(files);
        for (int i = 0; i < keys.size(); i++) {
            Candidate file = out.get(unsure.get(i));
            out.set(unsure.get(i), file.withFacts(file.facts().withPixels(PixelKey.ofContent(keys.get(i)))));
        }
        return out;
    }

    private static String wholeKey(Candidate file) {
        PixelKey key = file.facts().source().pixels();
        try {
            return key.text() + " " + ContentKey.checksum(file.file().file(), key.start(), key.length());
        } catch (IOException e) {
            // Whoever reads it later will find out; here it is like no other.
            return key.text() + " " + file.file().path();
        }
    }
}
