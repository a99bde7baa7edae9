package org.effigy.networks;

import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Precision;
import org.effigy.networks.compute.Replicas;
import org.effigy.networks.compute.Trial;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.device.DevicePlan;
import org.effigy.networks.dl4j.GraphReplicas;
import org.effigy.networks.dl4j.Nd4jBackend;
import org.effigy.networks.dl4j.Nd4jSetup;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Net;
import org.effigy.networks.onednn.OneDnn;
import org.effigy.networks.onednn.ProgramReplicas;

/** The engines: which of them a computation takes, and where they compute a net. The place to add another one. */
public final class Engines {
    private Engines() {}

    /**
     * What somebody wishes; what is left open is settled by what this machine has.
     *
     * @param engine empty for the fastest that works here
     * @param precision {@link Precision#AUTO} for bfloat16 where the processor has instructions for it
     * @param threads 0 for one per processor
     * @param devices 0 for all graphics cards, or 1 on the CPU
     */
    public record Wishes(Optional<EngineName> engine, Precision precision, int threads, int devices) {
        /** Nothing is wished. */
        public static final Wishes NONE = new Wishes(Optional.empty(), Precision.AUTO, 0, 0);

        /** Returns a copy with another number of threads and devices. */
        public Wishes shared(int otherThreads, int otherDevices) {
            return new Wishes(engine, precision, otherThreads, otherDevices);
        }

        /** Returns a copy with another precision. */
        public Wishes withPrecision(Precision other) {
            return new Wishes(engine, other, threads, devices);
        }
    }

    /**
     * Makes ND4J compute as planned; to be called before the first network, since ND4J loads once.
     *
     * @param required whether there shall be no other device than the planned one
     * @return why the CPU computes although a card was planned, in one line; empty if all went as planned
     * @throws InputException if the card cannot be used and is required
     */
    public static Optional<String> prepare(DevicePlan plan, boolean required) {
        return Nd4jBackend.use(plan, required);
    }

    /**
     * Settles how networks compute.
     *
     * @param device {@link Compute#CPU}, or the graphics card that ND4J has been told to use
     * @throws InputException if a wish cannot be fulfilled here
     */
    public static Compute settle(Wishes wishes, String device) {
        boolean cpu = device.equals(Compute.CPU);
        EngineName engine = wishes.engine()
                .orElseGet(() -> cpu && OneDnn.version().isPresent() ? EngineName.ONEDNN : EngineName.DL4J);
        if (engine == EngineName.ONEDNN && !cpu) {
            throw new InputException("the engine onednn computes on the CPU, but the device is a graphics card;"
                    + " choose the engine dl4j or the device cpu");
        }
        if (engine == EngineName.ONEDNN && OneDnn.version().isEmpty()) {
            throw new InputException("the engine is onednn, but oneDNN cannot be loaded here; use dl4j");
        }
        int processors = Runtime.getRuntime().availableProcessors();
        int threads = wishes.threads() == 0 ? processors : wishes.threads();
        Compute compute = new Compute(engine, device, threads, 1, precision(engine, wishes.precision()));
        return sharedBy(compute, wishes.devices() == 0 ? cpu ? 1 : Nd4jBackend.cards() : wishes.devices());
    }

    /**
     * Returns a computation that so many devices share; each graphics card has one thread.
     *
     * @throws InputException if there are not as many
     */
    public static Compute sharedBy(Compute compute, int devices) {
        int most = compute.onCard() ? Nd4jBackend.cards() : Compute.MOST_DEVICES;
        if (devices < 1 || devices > most) {
            throw new InputException("devices is " + devices + ", allowed here are 1 to " + most);
        }
        return compute.withDevices(devices).withThreads(compute.onCard() ? devices : compute.threads());
    }

    private static Precision precision(EngineName engine, Precision wish) {
        if (engine != EngineName.ONEDNN) {
            return Precision.FLOAT32;
        }
        if (wish == Precision.BFLOAT16 && !OneDnn.supportsBfloat16()) {
            throw new InputException(
                    "precision is bfloat16, which needs a processor with AVX-512; leave it out or choose float32");
        }
        boolean half = wish == Precision.BFLOAT16 || wish == Precision.AUTO && OneDnn.hasBfloat16();
        return half ? Precision.BFLOAT16 : Precision.FLOAT32;
    }

    /** Starts the threads of a computation. */
    public static Workers workers(Compute compute) {
        return new Workers(compute, compute.engine() == EngineName.ONEDNN ? Nd4jSetup.openMp() : new Nd4jSetup());
    }

    /** Returns a net's passes over these parameters, which the caller keeps. */
    static Replicas replicas(Net net, Layout layout, HostVector parameters, Compute compute, Workers workers) {
        return switch (compute.engine()) {
            case ONEDNN ->
                ProgramReplicas.of(net, layout, parameters, workers, compute.precision() == Precision.BFLOAT16);
            case DL4J -> new GraphReplicas(net, layout, parameters, workers);
        };
    }

    /** Returns what computes, for records: oneDNN with its version, or the name of ND4J's backend. */
    public static String name(Compute compute) {
        return compute.engine() == EngineName.ONEDNN
                ? "oneDNN " + OneDnn.version().orElse("unknown")
                : Nd4jBackend.name();
    }

    /** Returns the version of ND4J on the class path, which need not be loaded. */
    public static String nd4jVersion() {
        return Nd4jBackend.version();
    }

    /** Returns the version of oneDNN, empty where it cannot be loaded. */
    public static Optional<String> oneDnnVersion() {
        return OneDnn.version();
    }

    /** Returns whether the processor multiplies bfloat16 natively; false where oneDNN cannot be loaded. */
    public static boolean hasBfloat16() {
        return OneDnn.version().isPresent() && OneDnn.hasBfloat16();
    }

    /** Tries an engine by a small sum with a known result; returns what went wrong, in one line, or nothing. */
    public static Optional<String> trial(EngineName engine) {
        return engine == EngineName.ONEDNN ? Trial.of("a convolution", OneDnn::works) : Nd4jBackend.trial();
    }
}
