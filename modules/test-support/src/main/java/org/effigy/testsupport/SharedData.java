package org.effigy.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.Assumptions;

/** The folder with real data that is not part of the repository, named by the system property {@code effigy.shared}. */
public final class SharedData {
    private SharedData() {}

    /** Returns the folder {@code data/name} of the real data; skips the running test, saying so, where it is absent. */
    public static Path folder(String name) {
        Path folder = Paths.get(System.getProperty("effigy.shared", "absent"), "data", name);
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                "skipped: no real data in data/" + name + " below the system property effigy.shared");
        return folder;
    }
}
