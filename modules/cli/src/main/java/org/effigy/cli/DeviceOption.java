package org.effigy.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.effigy.networks.Backend;
import org.effigy.networks.Precision;
import org.effigy.networks.device.CardProbe;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DeviceChoice;
import org.effigy.networks.device.DevicePlan;
import org.effigy.networks.device.DeviceRules;
import org.effigy.networks.device.GpuSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --device} and {@code --precision}, of every command that computes with networks. */
final class DeviceOption {
    static final String NAME = "--device";

    private static final String PRECISION = "--precision";

    /** How lines about the device begin. */
    static final String PREFIX = "effigy: device: ";

    @Option(
            names = NAME,
            order = 40,
            paramLabel = "cpu|cuda|auto",
            description = "What computes: the processor, an NVIDIA card, or the card where it can be used (default:"
                    + " auto). 'effigy doctor' tells what there is.")
    private DeviceChoice choice = DeviceChoice.AUTO;

    @Option(
            names = PRECISION,
            order = 41,
            paramLabel = "float32|bfloat16|auto",
            description = "How the processor rounds the factors of products; auto takes bfloat16 where it has"
                    + " instructions for that, and is then faster (default: auto).")
    private Precision precision;

    /** Returns the options as one types them; nothing where none was given. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (choice != DeviceChoice.AUTO) {
            words.addAll(List.of(NAME, choice.name().toLowerCase(Locale.ROOT)));
        }
        if (precision != null) {
            words.addAll(List.of(PRECISION, precision.word()));
        }
        return words;
    }

    /**
     * Checks that the device can be used.
     *
     * @throws org.effigy.base.InputException if it is asked for and cannot be used
     */
    void require() {
        if (choice == DeviceChoice.CUDA) {
            plan(choice);
        }
    }

    /**
     * Makes networks compute on the device; to be called before anything is written. Says on the error stream what the user
     * should know of it.
     *
     * @return what computes, in a few words
     * @throws org.effigy.base.InputException if it is asked for and cannot be used
     */
    String use(CommandSpec spec) {
        return use(spec, Precision.AUTO);
    }

    /**
     * As {@link #use(CommandSpec)}.
     *
     * @param standard the precision where none is asked for
     */
    String use(CommandSpec spec, Precision standard) {
        PrintWriter err = spec.commandLine().getErr();
        DevicePlan plan = plan(choice);
        Optional<String> otherwise = Backend.use(plan, choice == DeviceChoice.CUDA);
        plan.warnings().forEach(warning -> err.println(PREFIX + warning));
        if (plan.notice()) {
            err.println(PREFIX + plan.line());
        }
        otherwise.ifPresent(line -> err.println(PREFIX + line));
        boolean cuda = plan.device() == Device.CUDA && otherwise.isEmpty();
        if (precision != null || standard != Precision.AUTO) {
            Backend.use(precision != null ? precision : standard);
        }
        if (Backend.precision() == Precision.FLOAT32 && precision == Precision.BFLOAT16) {
            err.println(PREFIX + "computes in float32; --precision is for networks that oneDNN computes on the CPU");
        }
        return cuda ? plan.line() : "CPU with " + engine();
    }

    /** Returns what a choice leads to on this machine with this build. */
    static DevicePlan plan(DeviceChoice choice) {
        return choice == DeviceChoice.CPU
                ? DevicePlan.cpu("CPU, as asked", false)
                : DeviceRules.decide(
                        CardProbe.ofThisMachine().find(),
                        GpuSupport.ofBackend(BuildInfo.read().backend()),
                        choice);
    }

    /** Returns what computes networks on the processor. */
    static String engine() {
        return Backend.compilesForCpu()
                ? "oneDNN " + Backend.oneDnnVersion().orElseThrow() + ", "
                        + Backend.precision().word()
                : "Deeplearning4j " + BuildInfo.read().dl4jVersion() + ", float32";
    }
}
