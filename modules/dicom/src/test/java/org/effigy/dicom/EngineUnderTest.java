package org.effigy.dicom;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The engine that a contract tests, and a folder for its files. */
public abstract class EngineUnderTest {
    @TempDir
    protected Path folder;

    /** Returns the engine under test. */
    protected abstract DicomCodec codec();

    protected final DicomFile read(Path path) throws IOException {
        return codec().read(path, ReadOptions.whole());
    }
}
