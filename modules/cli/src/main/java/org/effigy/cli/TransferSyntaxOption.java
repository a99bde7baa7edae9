package org.effigy.cli;

import org.effigy.dicom.image.PixelEncoding;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --transfer-syntax}: how DICOM files that a command writes store their pixels. */
final class TransferSyntaxOption {
    @Option(
            names = "--transfer-syntax",
            paramLabel = "S",
            description =
                    "DICOM: explicit (native, every program reads it), or compressed without loss: rle, jpeg-ls or"
                            + " jpeg-2000 (default: explicit).")
    private PixelEncoding encoding = PixelEncoding.EXPLICIT;

    PixelEncoding encoding() {
        return encoding;
    }

    /** Refuses a compression where no DICOM is written. */
    void requireDicom(boolean dicom, CommandSpec spec) {
        if (!dicom && encoding != PixelEncoding.EXPLICIT) {
            throw new ParameterException(
                    spec.commandLine(), "--transfer-syntax is for DICOM: add --format dicom, or leave it out");
        }
    }
}
