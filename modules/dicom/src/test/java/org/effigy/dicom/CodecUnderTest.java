package org.effigy.dicom;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The codec that a contract tests, and a folder for its files. */
public abstract class CodecUnderTest {
    @TempDir
    protected Path folder;

    /** Returns the codec under test. */
    protected abstract DicomCodec codec();

    protected final DicomFile read(Path path) throws IOException {
        return codec().read(path, ReadOptions.whole());
    }
}
