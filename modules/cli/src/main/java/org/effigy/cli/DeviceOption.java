package org.effigy.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.effigy.networks.Backend;
import org.effigy.networks.device.CardProbe;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DeviceChoice;
import org.effigy.networks.device.DevicePlan;
import org.effigy.networks.device.DeviceRules;
import org.effigy.networks.device.GpuSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --device}, of every command that computes with networks. */
final class DeviceOption {
    static final String NAME = "--device";

    /** How lines about the device begin. */
    static final String PREFIX = "effigy: device: ";

    @Option(
            names = NAME,
            order = 40,
            paramLabel = "cpu|cuda|auto",
            description = "What computes: the processor, an NVIDIA card, or the card where it can be used (default:"
                    + " auto). 'effigy doctor' tells what there is.")
    private DeviceChoice choice = DeviceChoice.AUTO;

    /** Returns the option as one types it; nothing where it was not given. */
    List<String> words() {
        return choice == DeviceChoice.AUTO
                ? List.of()
                : List.of(NAME, choice.name().toLowerCase(Locale.ROOT));
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
        PrintWriter err = spec.commandLine().getErr();
        DevicePlan plan = plan(choice);
        Optional<String> otherwise = Backend.use(plan, choice == DeviceChoice.CUDA);
        plan.warnings().forEach(warning -> err.println(PREFIX + warning));
        if (plan.notice()) {
            err.println(PREFIX + plan.line());
        }
        otherwise.ifPresent(line -> err.println(PREFIX + line));
        boolean cuda = plan.device() == Device.CUDA && otherwise.isEmpty();
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
                ? "oneDNN " + Backend.oneDnnVersion().orElseThrow() + ", " + Backend.precision()
                : "Deeplearning4j " + BuildInfo.read().dl4jVersion() + ", float32";
    }
}
