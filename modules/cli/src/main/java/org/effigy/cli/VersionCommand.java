package org.effigy.cli;

import java.util.stream.Collectors;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomCodec;
import org.effigy.dicom.picture.ImagePlugins;
import org.effigy.networks.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code effigy version}: which program, engines and machine this is, for a bug report. */
@Command(
        name = "version",
        description = "Show the versions of Effigy, of its engines and of Java.",
        footerHeading = "%nExample:%n",
        footer = "  effigy version")
final class VersionCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        BuildInfo build = BuildInfo.read();
        Runtime machine = Runtime.getRuntime();
        TextTable table = new TextTable();
        table.row("effigy", build.version());
        table.row("dicom", dicom());
        table.row("images", String.join(", ", ImagePlugins.names()));
        String compiled = Engines.oneDnnVersion().map(v -> "oneDNN " + v + "; ").orElse("");
        table.row("networks", compiled + "Deeplearning4j " + build.dl4jVersion() + ", CPU kernels " + build.kernels());
        table.row("backend", build.backend());
        table.row("java", System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
        table.row("machine", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        table.row("processors", Integer.toString(machine.availableProcessors()));
        table.row("heap", (machine.maxMemory() >> 20) + " MB at most");
        table.print(spec.commandLine().getOut());
    }

    /** Returns the DICOM engine in use and its version, and the others there are. */
    private static String dicom() {
        DicomCodec used = Dicom.codec();
        String others = Dicom.codecs().stream()
                .map(DicomCodec::name)
                .filter(name -> !name.equals(used.name()))
                .collect(Collectors.joining(", "));
        return (used.name() + " " + used.version()).strip() + (others.isEmpty() ? "" : " (also there: " + others + ")");
    }
}
