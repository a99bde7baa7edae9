package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A program that answers as {@code nvidia-smi}, asked instead of it until this is closed. */
final class DummySmi implements AutoCloseable {
    /** A card that no build of Effigy runs on. */
    static final String OLD_CARD = "echo '0, GPU-aa, Quadro K4000, 3.0, 470.256.02, 11441, 11000, [N/A]'";

    private static final String PROPERTY = "effigy.nvidia-smi";

    DummySmi(Path folder, String script) throws IOException {
        Path program = folder.resolve("nvidia-smi");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        System.setProperty(PROPERTY, program.toString());
    }

    @Override
    public void close() {
        System.clearProperty(PROPERTY);
    }
}
