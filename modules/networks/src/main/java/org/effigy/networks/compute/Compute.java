package org.effigy.networks.compute;

import org.effigy.base.Check;

/**
 * How networks compute: settled once, by whoever starts a computation, and handed down.
 *
 * @param engine what computes
 * @param device {@code cpu}, or {@code cuda: } and the card, for records
 * @param threads that share a batch
 * @param devices that share a batch, each with weights of its own: graphics cards, or on the CPU groups of the threads
 * @param precision of the factors of products; float32 or bfloat16
 */
public record Compute(EngineName engine, String device, int threads, int devices, Precision precision) {
    /** What computes on the CPU, for records. */
    public static final String CPU = "cpu";

    /** The most devices that can share a batch. */
    public static final int MOST_DEVICES = 64;

    public Compute {
        Check.inRange("threads", threads, 1, 4096);
        Check.inRange("devices", devices, 1, MOST_DEVICES);
        Check.argument(
                engine == EngineName.DL4J || device.equals(CPU),
                () -> "oneDNN computes on the CPU, the device is " + device);
        Check.argument(
                precision == Precision.FLOAT32 || engine == EngineName.ONEDNN && precision == Precision.BFLOAT16,
                () -> "precision is " + precision.word() + ", " + engine.word() + " computes in float32");
    }

    /** Returns float32 with oneDNN on all processors of this machine. */
    public static Compute standard() {
        return of(EngineName.ONEDNN);
    }

    /** Returns float32 on all processors of this machine. */
    public static Compute of(EngineName engine) {
        return new Compute(engine, CPU, Runtime.getRuntime().availableProcessors(), 1, Precision.FLOAT32);
    }

    /** Returns whether a graphics card computes. */
    public boolean onCard() {
        return !device.equals(CPU);
    }

    /** Returns a copy with another number of threads. */
    public Compute withThreads(int other) {
        return new Compute(engine, device, other, devices, precision);
    }

    /** Returns a copy with another number of devices. */
    public Compute withDevices(int other) {
        return new Compute(engine, device, threads, other, precision);
    }

    /** Returns a copy with another precision. */
    public Compute withPrecision(Precision other) {
        return new Compute(engine, device, threads, devices, other);
    }
}
