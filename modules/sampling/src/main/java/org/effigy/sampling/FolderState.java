package org.effigy.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;

/**
 * How the files of a folder of samples agree with its manifest; names of files in the order of the alphabet.
 *
 * @param missing listed, but not there
 * @param altered there with another content than the one recorded
 * @param additional there, but not listed; folders too. What an interrupted write left does not count
 */
public record FolderState(List<String> missing, List<String> altered, List<String> additional) {
    /** Compares a folder with its manifest. */
    static FolderState of(Path folder, SampleManifest manifest) throws IOException {
        TreeMap<String, String> listed = new TreeMap<>();
        manifest.images().forEach(entry -> listed.put(entry.file(), entry.sha256()));
        manifest.masks().forEach(mask -> listed.put(mask.file(), mask.sha256()));
        List<String> missing = new ArrayList<>();
        List<String> altered = new ArrayList<>();
        for (String name : listed.keySet()) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                missing.add(name);
            } else if (!Hashes.sha256(file).equals(listed.get(name))) {
                altered.add(name);
            }
        }
        TreeSet<String> additional = new TreeSet<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(SampleManifest.FILE) && !name.endsWith(AtomicFiles.PARTIAL))
                    .filter(name -> !listed.containsKey(name))
                    .forEach(additional::add);
        }
        return new FolderState(missing, altered, List.copyOf(additional));
    }

    /** Makes the lists immutable. */
    public FolderState {
        missing = List.copyOf(missing);
        altered = List.copyOf(altered);
        additional = List.copyOf(additional);
    }

    /** Returns whether the folder holds what its manifest lists, and nothing else. */
    public boolean isSound() {
        return missing.isEmpty() && altered.isEmpty() && additional.isEmpty();
    }
}
