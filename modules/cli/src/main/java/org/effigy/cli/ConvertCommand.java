package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.effigy.base.InputException;
import org.effigy.dicom.convert.ConversionReport;
import org.effigy.dicom.convert.ConvertOptions;
import org.effigy.dicom.convert.DicomConverter;
import org.effigy.dicom.picture.TiffForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy convert}: decodes DICOM, one file or a tree. */
@Command(
        name = "convert",
        description = {
            "Decode DICOM: to grey PNG or TIFF with the stored values, or Hounsfield units plus",
            "1024; colour becomes 0.299 R + 0.587 G + 0.114 B. Or to DICOM with the stored values",
            "and colours kept: explicit VR little endian, or compressed without loss.",
            "IN and OUT are two files or two folders. Headers are not scrubbed."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy convert slice.dcm slice.png",
            "  effigy convert slice.dcm slice.tif --format tiff --values stored",
            "  effigy convert scans plain --format dicom",
            "  effigy convert scans small --format dicom --transfer-syntax jpeg-ls"
        })
final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "A DICOM file, or a folder with all its folders.")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The new file or folder.")
    private Path out;

    @Option(names = "--format", paramLabel = "F", description = "png, tiff or dicom (default: png).")
    private ConvertOptions.Format format = ConvertOptions.Format.PNG;

    @Option(
            names = "--values",
            paramLabel = "V",
            description = "PNG, TIFF: stored, hounsfield (plus 1024), or auto: hounsfield for CT, otherwise stored"
                    + " (default: auto). Negative stored values: TIFF is signed; PNG, which cannot be, holds them plus"
                    + " 2^(BitsStored-1), and its text 'Description' says so.")
    private ConvertOptions.Values values = ConvertOptions.Values.AUTO;

    @Mixin
    private TransferSyntaxOption transferSyntax;

    @Option(names = "--tiff-compression", paramLabel = "C", description = "none, lzw or deflate (default: none).")
    private TiffForm.Compression compression = TiffForm.Compression.NONE;

    @Option(names = "--tiff-little-endian", description = "Write TIFF in little endian, not big endian.")
    private boolean littleEndian;

    @Override
    public Integer call() throws IOException {
        transferSyntax.requireDicom(format == ConvertOptions.Format.DICOM, spec);
        Inputs.existing(in);
        Inputs.outputPlace(out);
        DicomConverter converter = new DicomConverter(options());
        ConversionReport report = converter.convert(in, out, ConsoleProgress.ofProcess());
        if (report.converted() == 0 && report.failed().isEmpty()) {
            throw new InputException(in + ": no DICOM image here; check the path");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println(report.images() + " images written from " + report.converted() + " files, "
                + report.failed().size() + " failed, " + report.leftOut().size() + " left out (no DICOM image)");
        if (report.inColor() > 0) {
            terminal.println(report.inColor() + " files in colour, brought to grey (0.299 R + 0.587 G + 0.114 B)");
        }
        if (report.shifted() > 0) {
            terminal.println(report.shifted() + " files with negative stored values: each PNG holds them plus"
                    + " 2^(BitsStored-1), as its text 'Description' says; --format tiff keeps them as they are");
        }
        List<String> lines = report.failed().stream()
                .map(item -> String.format("file %04d: %s", item.id(), item.reason()))
                .toList();
        FailureLines.print(lines, spec.commandLine().getErr());
        return report.failed().isEmpty() ? 0 : 1;
    }

    private ConvertOptions options() {
        if (format != ConvertOptions.Format.TIFF && (littleEndian || compression != TiffForm.Compression.NONE)) {
            throw Inputs.usage(spec, "--tiff-compression and --tiff-little-endian need --format tiff");
        }
        ByteOrder order = littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return new ConvertOptions(format, values, transferSyntax.encoding(), new TiffForm(compression, order));
    }
}
