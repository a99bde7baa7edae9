package org.effigy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.Engines;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Precision;
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

    /** For those who compare engines: {@code onednn} or {@code dl4j}. */
    private static final String ENGINE_PROPERTY = "effigy.engine";

    /** As the launcher has found it. */
    private static final String THREADS_PROPERTY = "effigy.threads";

    /** Where {@code nvidia-smi} lies, for tests. */
    private static final String SMI_PROPERTY = "effigy.nvidia-smi";

    /** What holds where the option is not given. */
    private static final String PRECISION_PROPERTY = "effigy.precision";

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
     * Settles how networks compute, before anything is written. Says on the error stream what the user should know of it.
     *
     * @throws org.effigy.base.InputException if what is asked for cannot be used
     */
    Compute settle(CommandSpec spec) {
        return settle(spec, Precision.AUTO);
    }

    /**
     * As {@link #settle(CommandSpec)}.
     *
     * @param standard the precision where none is asked for
     */
    Compute settle(CommandSpec spec, Precision standard) {
        PrintWriter err = spec.commandLine().getErr();
        DevicePlan plan = plan(choice);
        Engines.Wishes wishes = wishes();
        if (precision != null || standard != Precision.AUTO) {
            wishes = wishes.withPrecision(precision != null ? precision : standard);
        }
        Optional<String> otherwise = Engines.prepare(plan, choice == DeviceChoice.CUDA);
        plan.warnings().forEach(warning -> err.println(PREFIX + OptionHints.in(warning)));
        if (plan.notice()) {
            err.println(PREFIX + OptionHints.in(plan.line()));
        }
        otherwise.ifPresent(line -> err.println(PREFIX + OptionHints.in(line)));
        boolean cuda = plan.device() == Device.CUDA && otherwise.isEmpty();
        Compute compute = Engines.settle(wishes, cuda ? plan.summary() : Compute.CPU);
        if (compute.precision() == Precision.FLOAT32 && precision == Precision.BFLOAT16) {
            err.println(PREFIX + "computes in float32; --precision is for networks that oneDNN computes on the CPU");
        }
        return compute;
    }

    /** Returns what the properties of this process ask for; they are read here and nowhere else. */
    static Engines.Wishes wishes() {
        String engine = System.getProperty(ENGINE_PROPERTY, "auto");
        Optional<EngineName> named = Arrays.stream(EngineName.values())
                .filter(name -> name.word().equals(engine))
                .findFirst();
        if (named.isEmpty() && !engine.equals("auto")) {
            throw new InputException(ENGINE_PROPERTY + " is " + engine + ", allowed are auto, onednn and dl4j");
        }
        String rounds = System.getProperty(PRECISION_PROPERTY, Precision.AUTO.word());
        Precision wished = Arrays.stream(Precision.values())
                .filter(value -> value.word().equals(rounds))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        PRECISION_PROPERTY + " is " + rounds + ", allowed are float32, bfloat16 and auto"));
        return new Engines.Wishes(named, wished, Integer.getInteger(THREADS_PROPERTY, 0), 0);
    }

    /** Returns what looks for cards here; it asks the program that a property of this process names, if one does. */
    static CardProbe probe() {
        CardProbe probe = CardProbe.ofThisMachine();
        String program = System.getProperty(SMI_PROPERTY, "");
        return program.isEmpty() ? probe : probe.asking(Path.of(program));
    }

    /** Returns what a choice leads to on this machine with this build. */
    static DevicePlan plan(DeviceChoice choice) {
        return choice == DeviceChoice.CPU
                ? DevicePlan.cpu("CPU, as asked", false)
                : DeviceRules.decide(
                        probe().find(), GpuSupport.ofBackend(BuildInfo.read().backend()), choice);
    }

    /** Returns what computes, in a few words. */
    static String text(Compute compute) {
        if (compute.onCard()) {
            return compute.device();
        }
        return "CPU with "
                + (compute.engine() == EngineName.ONEDNN
                        ? Engines.name(compute) + ", " + compute.precision().word()
                        : "Deeplearning4j " + BuildInfo.read().dl4jVersion() + ", float32");
    }
}
