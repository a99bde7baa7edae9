package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomCodec;
import org.effigy.networks.Engines;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.device.Card;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DeviceChoice;
import org.effigy.networks.device.DevicePlan;
import org.effigy.networks.device.DeviceRules;
import org.effigy.networks.device.Findings;
import org.effigy.networks.device.GpuSupport;

/**
 * Finds what this machine and build can do.
 *
 * @param err where it says that a trial takes long
 */
record Doctor(PrintWriter err) {
    private static final Duration MACHINE_CODE_LIMIT = Duration.ofMinutes(3);
    private static final Duration PTX_LIMIT = Duration.ofMinutes(60);

    /** Looks and tries; the folder is where runs go. */
    DoctorReport report(Path runs) throws IOException {
        BuildInfo build = BuildInfo.read();
        GpuSupport support = GpuSupport.ofBackend(build.backend());
        Findings found = DeviceOption.probe().find();
        DevicePlan auto = DeviceRules.decide(found, support, DeviceChoice.AUTO);
        // What is tried here is the processor; a card is tried in a process of its own.
        Engines.prepare(DevicePlan.cpu("CPU", false), true);
        Machine machine = Machine.here(runs);
        DoctorReport.Program program = program(build);
        List<DoctorReport.Trial> trials = new ArrayList<>();
        List<Card> visible = found.visible();
        boolean cpu = tryProcessor(trials);
        boolean cuda = auto.device() == Device.CUDA && tryCuda(trials, support, visible);
        return new DoctorReport(
                program,
                machine,
                found.cards().stream()
                        .map(card -> DoctorReport.line(
                                card, visible.stream().anyMatch(other -> other.index() == card.index())))
                        .toList(),
                found.problem().orElse(""),
                OptionHints.in(auto.line()),
                cudaLine(found, support),
                auto.warnings().stream().map(OptionHints::in).toList(),
                trials,
                new DoctorAdvice(machine, program).lines(auto.device() == Device.CUDA && !cuda),
                cuda ? "CUDA" : cpu ? "CPU" : "");
    }

    private static DoctorReport.Program program(BuildInfo build) {
        DicomCodec codec = Dicom.codec();
        return new DoctorReport.Program(
                build.version(),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                Runtime.getRuntime().maxMemory() >> 20,
                DeviceOption.text(Engines.settle(DeviceOption.wishes(), Compute.CPU)),
                "Deeplearning4j and ND4J " + build.dl4jVersion() + ", CPU kernels " + build.kernels(),
                build.backend(),
                (codec.name() + " " + codec.version()).strip());
    }

    /** Tries the engines of the processor; returns whether networks can be computed. */
    private static boolean tryProcessor(List<DoctorReport.Trial> trials) {
        boolean compiled = true;
        if (Engines.oneDnnVersion().isPresent()) {
            DoctorReport.Trial oneDnn =
                    DoctorReport.Trial.of("a convolution with oneDNN", Engines.trial(EngineName.ONEDNN));
            trials.add(oneDnn);
            compiled = oneDnn.works();
        }
        DoctorReport.Trial nd4j =
                DoctorReport.Trial.of("a product of matrices with ND4J", Engines.trial(EngineName.DL4J));
        trials.add(nd4j);
        return nd4j.works() && compiled;
    }

    private boolean tryCuda(List<DoctorReport.Trial> trials, GpuSupport support, List<Card> visible)
            throws IOException {
        boolean compiles = visible.stream().anyMatch(card -> support.compilesFor(card.capability()));
        if (compiles) {
            err.println(DeviceOption.PREFIX + "trying the card; the first time the driver"
                    + " compiles the kernels, which takes about 25 minutes");
        }
        DoctorReport.Trial trial = DoctorReport.Trial.of(
                "a product of matrices with CUDA",
                DeviceTrial.run(DeviceChoice.CUDA, compiles ? PTX_LIMIT : MACHINE_CODE_LIMIT));
        trials.add(trial);
        return trial.works();
    }

    private static String cudaLine(Findings found, GpuSupport support) {
        try {
            return DeviceRules.decide(found, support, DeviceChoice.CUDA).line();
        } catch (InputException e) {
            return "refused: " + OptionHints.in(e.getMessage().replaceFirst("^the device cuda: ", ""));
        }
    }
}
